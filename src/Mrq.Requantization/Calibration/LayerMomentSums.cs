using Mrq.Requantization.Algebra;
using Mrq.Requantization.Layers;

namespace Mrq.Requantization.Calibration;

/// <summary>The sums of all groups of a layer's rows. How a block of positions is added follows from how the groups read the layer's inputs.</summary>
internal sealed class LayerMomentSums
{
    private const int Width = PanelProducts.Width;

    /// <summary>Pairs of positions whose panels, one of rows and one of columns of each graph, stay in a core's first cache.</summary>
    private const int PairsAtOnce = 192;

    private readonly RowGroup[] _groups;
    private readonly InputMomentSums[] _sums;
    private int _samples;

    public LayerMomentSums(LinearLayer layer)
    {
        _groups = [.. layer.Groups()];
        _sums = [.. _groups.Select(group => new InputMomentSums(group.Inputs))];

        // Rows that see one channel each: group g's inputs are channel g of every tap.
        IsChannelwise = _groups.Length > 1 && _groups.Select((group, channel) => group.Inputs.Select((input, tap) => input == (tap * _groups.Length) + channel).All(same => same)).All(same => same);
    }

    /// <summary>Whether each group reads one channel: the panels of each tap have to begin anew.</summary>
    public bool IsChannelwise { get; }

    /// <summary>Adds a block of positions.</summary>
    /// <param name="source">The source's values of the layer's inputs.</param>
    /// <param name="target">The target's.</param>
    /// <param name="pairs">Pairs of positions that were written; behind them are zeros.</param>
    /// <param name="positions">Positions among them.</param>
    /// <param name="narrow">Whether all values are differences of bytes.</param>
    /// <param name="parallel">Threads; sums are independent of one another.</param>
    public void Add(InputPanels source, InputPanels target, int pairs, int positions, bool narrow, ParallelOptions parallel)
    {
        _samples += positions;
        pairs = PanelProducts.WholePairs(pairs);
        for (var first = 0; first < pairs; first += PairsAtOnce)
        {
            var block = new Block(source, target, first, Math.Min(PairsAtOnce, pairs - first), narrow);
            if (IsChannelwise)
            {
                Parallel.For(0, PanelProducts.PanelsOf(_groups.Length), parallel, panel => AddChannels(block, panel));
            }
            else if (_groups.Length == 1)
            {
                AddDense(_sums[0], block, parallel);
            }
            else
            {
                Parallel.For(0, _groups.Length, parallel, group => AddGroup(block, group));
            }
        }
    }

    /// <summary>The moments of each group.</summary>
    public InputMoments[] Moments(double[] sourceScales, double targetScale, ParallelOptions parallel)
    {
        var moments = new InputMoments[_sums.Length];
        Parallel.For(0, moments.Length, parallel, group => moments[group] = _sums[group].Moments(_samples, sourceScales, targetScale, parallel));
        return moments;
    }

    /// <summary>One channel in each lane: every pair of taps once, for 16 groups at a time.</summary>
    private void AddChannels(Block block, int panel)
    {
        var taps = _groups[0].Inputs.Length;
        var panelsOfTap = PanelProducts.PanelsOf(_groups.Length);
        var groups = _sums.AsSpan(panel * Width, Math.Min(Width, _sums.Length - (panel * Width)));
        Span<long> sums = stackalloc long[Width];
        for (var i = 0; i < taps; i++)
        {
            var x = block.Source((i * panelsOfTap) + panel);
            var y = block.Target((i * panelsOfTap) + panel);
            PanelProducts.Sum(x, sums);
            for (var lane = 0; lane < groups.Length; lane++)
            {
                groups[lane].Sources[i] += sums[lane];
            }

            PanelProducts.Sum(y, sums);
            for (var lane = 0; lane < groups.Length; lane++)
            {
                groups[lane].Targets[i] += sums[lane];
            }

            for (var j = 0; j < taps; j++)
            {
                var column = block.Target((j * panelsOfTap) + panel);
                PanelProducts.Inner(x, column, sums, block.Narrow);
                for (var lane = 0; lane < groups.Length; lane++)
                {
                    groups[lane].Products(i)[j] += sums[lane];
                }

                if (j >= i)
                {
                    PanelProducts.Inner(y, column, sums, block.Narrow);
                    for (var lane = 0; lane < groups.Length; lane++)
                    {
                        groups[lane].Squares(i)[j] += sums[lane];
                    }
                }
            }
        }
    }

    /// <summary>All of the block's inputs with one another.</summary>
    private static void AddDense(InputMomentSums group, Block block, ParallelOptions parallel)
    {
        var panels = PanelProducts.PanelsOf(group.Size);
        if (group.Size >= InputMomentSums.SmallestParallelSize)
        {
            Parallel.For(0, panels, parallel, panel => AddRows(group, block, panel));
        }
        else
        {
            for (var panel = 0; panel < panels; panel++)
            {
                AddRows(group, block, panel);
            }
        }
    }

    private static void AddRows(InputMomentSums group, Block block, int panel)
    {
        Span<long> sums = stackalloc long[Width * Width];
        var x = block.Source(panel);
        var y = block.Target(panel);
        var row = panel * Width;
        PanelProducts.Sum(x, sums[..Width]);
        AddTo(group.Sources.AsSpan(row), sums);
        PanelProducts.Sum(y, sums[..Width]);
        AddTo(group.Targets.AsSpan(row), sums);
        for (var column = 0; column < group.Size; column += Width)
        {
            var other = block.Target(column / Width);
            PanelProducts.Outer(x, other, sums, block.Narrow);
            for (var i = 0; i < Width && row + i < group.Size; i++)
            {
                AddTo(group.Products(row + i)[column..], sums[(i * Width)..]);
            }

            if (column < row)
            {
                continue;
            }

            PanelProducts.Outer(y, other, sums, block.Narrow);
            for (var i = 0; i < Width && row + i < group.Size; i++)
            {
                AddTo(group.Squares(row + i)[column..], sums[(i * Width)..]);
            }
        }
    }

    /// <summary>The first 16 sums, or as many as there are inputs left.</summary>
    private static void AddTo(Span<long> totals, ReadOnlySpan<long> sums)
    {
        for (var i = 0; i < totals.Length && i < Width; i++)
        {
            totals[i] += sums[i];
        }
    }

    /// <summary>A group of some of the channels: its inputs are taken out into panels of their own.</summary>
    private void AddGroup(Block block, int group)
    {
        using var source = new InputPanels(_sums[group].Size, block.Pairs);
        using var target = new InputPanels(_sums[group].Size, block.Pairs);
        var inputs = _groups[group].Inputs;
        for (var i = 0; i < inputs.Length; i++)
        {
            var (panel, lane) = Math.DivRem(inputs[i], Width);
            var x = block.Source(panel);
            var y = block.Target(panel);
            for (var pair = 0; pair < block.Pairs; pair++)
            {
                source.Lanes(pair, i)[0] = x[(pair * Width) + lane];
                target.Lanes(pair, i)[0] = y[(pair * Width) + lane];
            }
        }

        var own = new Block(source, target, 0, block.Pairs, block.Narrow);
        for (var panel = 0; panel < source.Count; panel++)
        {
            AddRows(_sums[group], own, panel);
        }
    }

    private readonly record struct Block(InputPanels Sources, InputPanels Targets, int First, int Pairs, bool Narrow)
    {
        public ReadOnlySpan<int> Source(int panel) => Sources.Panel(panel, First, Pairs);

        public ReadOnlySpan<int> Target(int panel) => Targets.Panel(panel, First, Pairs);
    }
}
