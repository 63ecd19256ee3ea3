using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Emulator.Linear.Stages;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// <see cref="PackedProduct{TOut}"/> for one instruction set: tiles of six rows by two vectors of channels, whose twelve sums stay in registers
/// over the whole depth, and smaller ones for the rows and channels that are left. A panel of weights serves all rows of a block before the
/// next panel is read.
/// </summary>
/// <remarks>
/// Σ w·(x − zp) = Σ (w − e)·s + e·Σ s − (zp + o)·Σ w, where s = x + o is the packed input and e the weights' excess over int8: the last
/// term is folded into what a channel's sum starts from, the second, which only bytes need, into what a row's sums start from.
/// Integer addition modulo 2³² does not depend on its order.
/// </remarks>
internal sealed class TiledProduct<TOut, TIsa, TVector> : PackedProduct<TOut>
    where TOut : unmanaged, IBinaryInteger<TOut>
    where TIsa : IDotProduct<TVector>
    where TVector : struct
{
    private readonly TileStage<TOut> _stage;
    private readonly int _inputZeroPoint;

    /// <summary>Whether sums of some panel leave the registers as they are.</summary>
    private readonly bool _storesSums;

    public TiledProduct(int depth, int channels, bool inputIsSigned, int inputZeroPoint, TileStage<TOut> stage)
        : base(new RowPacker(depth, TIsa.Depth, inputIsSigned, TIsa.TakesUnsigned), channels)
    {
        (_stage, _inputZeroPoint) = (stage, inputZeroPoint);
        for (var channel = 0; channel < channels; channel += PanelWidth)
        {
            _storesSums |= Stores(channel, Math.Min(PanelWidth, channels - channel));
        }
    }

    public override int PackedWords => (Channels + TIsa.Lanes - 1) / TIsa.Lanes * TIsa.Lanes * Packer.Words;

    public override int PackedChannels => (Channels + PanelWidth - 1) / PanelWidth * PanelWidth;

    private static int PanelWidth => 2 * TIsa.Lanes;

    public override PackedMatrix Pack(ReadOnlySpan<short> weights)
    {
        var excess = TIsa.Depth == 4 ? WeightMatrix.Excess(weights) : 0;
        var initial = new int[PackedChannels];
        for (var channel = 0; channel < Channels; channel++)
        {
            var sum = 0;
            foreach (var weight in weights.Slice(channel * Packer.Depth, Packer.Depth))
            {
                sum += weight;
            }

            initial[channel] = Initial(channel, sum);
        }

        return new PackedMatrix(WeightMatrix.Pack(weights, Channels, TIsa.Lanes, TIsa.Depth, excess), initial, excess);
    }

    public override PackedMatrix Pack(ComputedMatrix layout, ReadOnlySpan<byte> stored, int zeroPoint, int[] words, int[] initial)
    {
        layout.Pack(stored, TIsa.Lanes, TIsa.Depth, zeroPoint, words, initial.AsSpan(0, PackedChannels));
        for (var channel = 0; channel < Channels; channel++)
        {
            initial[channel] = Initial(channel, initial[channel] - (Packer.Depth * zeroPoint));
        }

        return new PackedMatrix(words, initial, TIsa.Depth == 4 ? -zeroPoint : 0);
    }

    public override void Multiply(ReadOnlySpan<int> rows, int count, in PackedMatrix weights, Span<TOut> output)
    {
        // Columns of slack: a stage reads whole steps. Where lines make bytes of all sums in registers, clearing a buffer would take as long as a panel.
        Span<int> sums = stackalloc int[_storesSums ? (RowsPerBlock * PanelWidth) + TileStage<TOut>.Columns : 0];
        Span<int> rowStarts = stackalloc int[RowsPerBlock];
        for (; count > 0; count -= RowsPerBlock)
        {
            var block = Math.Min(count, RowsPerBlock);
            MultiplyBlock(rows, block, weights, sums, rowStarts, output);
            if (count > RowsPerBlock)
            {
                rows = rows[(RowsPerBlock * Packer.Words)..];
                output = output[(RowsPerBlock * Channels)..];
            }
        }
    }

    private int Initial(int channel, int sum) => unchecked(_stage.InitialSum(channel) - (sum * (_inputZeroPoint + Packer.Offset)));

    private void MultiplyBlock(ReadOnlySpan<int> rows, int count, in PackedMatrix weights, Span<int> sums, Span<int> rowStarts, Span<TOut> output)
    {
        // The one check for all reads of the loops below.
        rows = rows[..(count * Packer.Words)];
        if (TIsa.Depth == 4)
        {
            for (var row = 0; row < count; row++)
            {
                rowStarts[row] = weights.Excess == 0 ? 0 : unchecked(weights.Excess * Packer.Sum(rows.Slice(row * Packer.Words, Packer.Words)));
            }
        }

        for (var channel = 0; channel < Channels; channel += PanelWidth)
        {
            var panel = new Panel(rows, weights, rowStarts, sums, count, channel, Math.Min(PanelWidth, Channels - channel));
            switch (KindOf(panel.Channel, panel.Width))
            {
                case LineKind.Plain:
                    MultiplyByLines<LineLanes>(panel, output);
                    break;
                case LineKind.Raised:
                    MultiplyByLines<RaisedLanes>(panel, output);
                    break;
                case LineKind.Signed:
                    MultiplyByLines<SignedLanes>(panel, output);
                    break;
                case LineKind.SignedRaised:
                    MultiplyByLines<SignedRaisedLanes>(panel, output);
                    break;
                default:
                    MultiplyByIntegers(panel, output);
                    break;
            }
        }
    }

    /// <summary>Whether a panel's vectors are full and of the width that bytes are made of in registers.</summary>
    private static bool IsWhole(int width) => typeof(TVector) == typeof(Vector256<int>) && width % TIsa.Lanes == 0;

    /// <summary>The kind of lines that all channels of a panel have.</summary>
    private LineKind KindOf(int channel, int width) => IsWhole(width) && _stage.Lines is { } lines ? lines.KindOf(channel, width) : LineKind.None;

    /// <summary>Whether a panel's sums leave the registers as they are.</summary>
    private bool Stores(int channel, int width) => KindOf(channel, width) == LineKind.None && !(IsWhole(width) && _stage.Integers is not null);

    private void MultiplyByLines<TLanes>(in Panel panel, Span<TOut> output)
        where TLanes : struct, ILineLanes<TLanes>
    {
        var lines = _stage.Lines!;
        var right = panel.Width > TIsa.Lanes ? TLanes.Load(lines, panel.Channel + TIsa.Lanes) : default;
        Multiply<TLanes>(BlockOf(panel, output, new LineEnd<TOut, TLanes>(TLanes.Load(lines, panel.Channel), right, _stage.Range!.Value.Load())), panel);
    }

    /// <summary>What has no lines, in registers where the stage requantizes integers there, else through the buffer.</summary>
    private void MultiplyByIntegers(in Panel panel, Span<TOut> output)
    {
        if (Stores(panel.Channel, panel.Width))
        {
            Multiply<Unchanged>(BlockOf<Unchanged>(panel, output, default), panel);
            _stage.Store(panel.Sums, PanelWidth, panel.Count, panel.Channel, panel.Width, output[panel.Channel..], Channels);
        }
        else if (_stage.Integers!.HasThresholds)
        {
            MultiplyByIntegers<TiesAway>(_stage.Integers, panel, output);
        }
        else
        {
            MultiplyByIntegers<TiesUp>(_stage.Integers, panel, output);
        }
    }

    private void MultiplyByIntegers<TTies>(RequantizationLanes lanes, in Panel panel, Span<TOut> output)
        where TTies : struct
    {
        var right = panel.Width > TIsa.Lanes ? lanes.Load<TTies>((nuint)(panel.Channel + TIsa.Lanes)) : default;
        Multiply(BlockOf(panel, output, new LineEnd<TOut, EightLanes<TTies>>(lanes.Load<TTies>((nuint)panel.Channel), right, _stage.Range!.Value.Load())), panel);
    }

    private TileBlock<TOut, TLanes> BlockOf<TLanes>(in Panel panel, Span<TOut> output, LineEnd<TOut, TLanes> end)
        where TLanes : struct, IStageLanes =>
        new(
            ref MemoryMarshal.GetReference(panel.Rows),
            Packer.Words,
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(panel.Weights.Words), panel.Channel * Packer.Words),
            ref panel.Weights.Initial[panel.Channel],
            ref MemoryMarshal.GetReference(panel.RowStarts),
            ref MemoryMarshal.GetReference(panel.Sums),
            ref MemoryMarshal.GetReference(output.Slice(panel.Channel, ((panel.Count - 1) * Channels) + panel.Width)),
            Channels,
            end);

    private static void Multiply<TLanes>(in TileBlock<TOut, TLanes> block, in Panel panel)
        where TLanes : struct, IStageLanes
    {
        if (panel.Width > TIsa.Lanes)
        {
            MultiplyPanel<Two, TLanes>(block, panel.Count);
        }
        else
        {
            MultiplyPanel<One, TLanes>(block, panel.Count);
        }
    }

    private static void MultiplyPanel<TVectors, TLanes>(in TileBlock<TOut, TLanes> block, int count)
        where TVectors : ITileCount
        where TLanes : struct, IStageLanes
    {
        // A tile of one row takes as long as one of five: where rows are left, some tiles of five rows take them along.
        var fives = (Six.Value - (count % Six.Value)) % Six.Value;
        fives = Five.Value * fives <= count ? fives : 0;
        var row = 0;
        for (; fives > 0; fives--)
        {
            Tile<Five, TVectors, TLanes>(block, row);
            row += Five.Value;
        }

        for (; row <= count - Six.Value; row += Six.Value)
        {
            Tile<Six, TVectors, TLanes>(block, row);
        }

        switch (count - row)
        {
            case 5:
                Tile<Five, TVectors, TLanes>(block, row);
                break;
            case 4:
                Tile<Four, TVectors, TLanes>(block, row);
                break;
            case 3:
                Tile<Three, TVectors, TLanes>(block, row);
                break;
            case 2:
                Tile<Two, TVectors, TLanes>(block, row);
                break;
            case 1:
                Tile<One, TVectors, TLanes>(block, row);
                break;
        }
    }

    /// <summary>The sums of some rows, one to six, and of one or two vectors of channels. What a shape does not have is not compiled.</summary>
    private static void Tile<TRows, TVectors, TLanes>(in TileBlock<TOut, TLanes> block, int firstRow)
        where TRows : ITileCount
        where TVectors : ITileCount
        where TLanes : struct, IStageLanes
    {
        nint words = block.Words;
        ref var row0 = ref Unsafe.Add(ref block.Rows, firstRow * words);
        ref var row3 = ref Unsafe.Add(ref row0, 3 * words);
        ref var weights = ref block.Weights;
        ref var rowStarts = ref Unsafe.Add(ref block.RowStarts, firstRow);
        var left = TIsa.Load(ref block.Initial);
        var right = TVectors.Value == 2 ? TIsa.Load(ref Unsafe.Add(ref block.Initial, TIsa.Lanes)) : default;
        var (sum0, sum0Right) = (Start<TRows>(left, ref rowStarts, 0), Start<TRows>(right, ref rowStarts, 0));
        var (sum1, sum1Right) = (Start<TRows>(left, ref rowStarts, 1), Start<TRows>(right, ref rowStarts, 1));
        var (sum2, sum2Right) = (Start<TRows>(left, ref rowStarts, 2), Start<TRows>(right, ref rowStarts, 2));
        var (sum3, sum3Right) = (Start<TRows>(left, ref rowStarts, 3), Start<TRows>(right, ref rowStarts, 3));
        var (sum4, sum4Right) = (Start<TRows>(left, ref rowStarts, 4), Start<TRows>(right, ref rowStarts, 4));
        var (sum5, sum5Right) = (Start<TRows>(left, ref rowStarts, 5), Start<TRows>(right, ref rowStarts, 5));
        for (nint word = 0; word < words; word++)
        {
            left = TIsa.Load(ref weights);
            if (TVectors.Value == 2)
            {
                right = TIsa.Load(ref Unsafe.Add(ref weights, TIsa.Lanes));
            }

            weights = ref Unsafe.Add(ref weights, TVectors.Value * TIsa.Lanes);
            MultiplyAdd<TVectors>(ref sum0, ref sum0Right, row0, left, right);
            if (TRows.Value > 1)
            {
                MultiplyAdd<TVectors>(ref sum1, ref sum1Right, Unsafe.Add(ref row0, words), left, right);
            }

            if (TRows.Value > 2)
            {
                MultiplyAdd<TVectors>(ref sum2, ref sum2Right, Unsafe.Add(ref row0, 2 * words), left, right);
            }

            if (TRows.Value > 3)
            {
                MultiplyAdd<TVectors>(ref sum3, ref sum3Right, row3, left, right);
            }

            if (TRows.Value > 4)
            {
                MultiplyAdd<TVectors>(ref sum4, ref sum4Right, Unsafe.Add(ref row3, words), left, right);
            }

            if (TRows.Value > 5)
            {
                MultiplyAdd<TVectors>(ref sum5, ref sum5Right, Unsafe.Add(ref row3, 2 * words), left, right);
            }

            row0 = ref Unsafe.Add(ref row0, 1);
            row3 = ref Unsafe.Add(ref row3, 1);
        }

        if (typeof(TLanes) != typeof(Unchanged))
        {
            if (TVectors.Value == 2)
            {
                block.StoreRows(firstRow, Lanes(sum0), Lanes(sum0Right), Lanes(sum1), Lanes(sum1Right), TRows.Value);
                block.StoreRows(firstRow + 2, Lanes(sum2), Lanes(sum2Right), Lanes(sum3), Lanes(sum3Right), TRows.Value - 2);
                block.StoreRows(firstRow + 4, Lanes(sum4), Lanes(sum4Right), Lanes(sum5), Lanes(sum5Right), TRows.Value - 4);
            }
            else
            {
                block.StoreNarrowRows(firstRow, Lanes(sum0), Lanes(sum1), Lanes(sum2), Lanes(sum3), TRows.Value);
                block.StoreNarrowRows(firstRow + 4, Lanes(sum4), Lanes(sum5), default, default, TRows.Value - 4);
            }

            return;
        }

        ref var sums = ref Unsafe.Add(ref block.Sums, firstRow * PanelWidth);
        Store<TVectors>(sum0, sum0Right, ref sums);
        if (TRows.Value > 1)
        {
            Store<TVectors>(sum1, sum1Right, ref Unsafe.Add(ref sums, PanelWidth));
        }

        if (TRows.Value > 2)
        {
            Store<TVectors>(sum2, sum2Right, ref Unsafe.Add(ref sums, 2 * PanelWidth));
        }

        if (TRows.Value > 3)
        {
            Store<TVectors>(sum3, sum3Right, ref Unsafe.Add(ref sums, 3 * PanelWidth));
        }

        if (TRows.Value > 4)
        {
            Store<TVectors>(sum4, sum4Right, ref Unsafe.Add(ref sums, 4 * PanelWidth));
        }

        if (TRows.Value > 5)
        {
            Store<TVectors>(sum5, sum5Right, ref Unsafe.Add(ref sums, 5 * PanelWidth));
        }
    }

    /// <summary>The sums that a row starts from. Pairs have no excess to add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Start<TRows>(TVector initial, ref int rowStarts, int row)
        where TRows : ITileCount =>
        TIsa.Depth == 4 && TRows.Value > row ? TIsa.Add(initial, TIsa.Broadcast(Unsafe.Add(ref rowStarts, row))) : initial;

    /// <summary>One word of a row times its weights, added to the row's sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd<TVectors>(ref TVector sum, ref TVector sumRight, int word, TVector left, TVector right)
        where TVectors : ITileCount
    {
        var input = TIsa.Broadcast(word);
        sum = TIsa.MultiplyAdd(sum, input, left);
        if (TVectors.Value == 2)
        {
            sumRight = TIsa.MultiplyAdd(sumRight, input, right);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVectors>(TVector sum, TVector sumRight, ref int target)
        where TVectors : ITileCount
    {
        TIsa.Store(sum, ref target);
        if (TVectors.Value == 2)
        {
            TIsa.Store(sumRight, ref Unsafe.Add(ref target, TIsa.Lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Lanes(TVector sum) => Unsafe.BitCast<TVector, Vector256<int>>(sum);

    /// <summary>Rows and the channels of a panel.</summary>
    private readonly ref struct Panel(ReadOnlySpan<int> rows, PackedMatrix weights, ReadOnlySpan<int> rowStarts, Span<int> sums, int count, int channel, int width)
    {
        public readonly ReadOnlySpan<int> Rows = rows;
        public readonly PackedMatrix Weights = weights;
        public readonly ReadOnlySpan<int> RowStarts = rowStarts;
        public readonly Span<int> Sums = sums;
        public readonly int Count = count;
        public readonly int Channel = channel;
        public readonly int Width = width;
    }

    /// <summary>Sums are stored as they are, not made outputs of before they leave the registers.</summary>
    private readonly struct Unchanged : IStageLanes
    {
        public static bool HasZeroPoint => false;

        public Vector256<int> Apply(Vector256<int> sums) => sums;
    }
}
