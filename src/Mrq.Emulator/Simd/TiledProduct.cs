using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mrq.Emulator.Simd;

/// <summary>
/// <see cref="PackedProduct{TOut}"/> for one instruction set: tiles of four rows by two vectors of channels, whose eight sums stay in registers
/// over the whole depth. A panel of weights serves all rows of a block before the next panel is read.
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
    /// <summary>Rows of a block are at most so many; their sums over one panel stay in the first-level cache.</summary>
    private const int MaximumRows = 64;
    private readonly TileStage<TOut> _stage;
    private readonly int[] _weights;
    private readonly int[] _initial;
    private readonly int _excess;

    public TiledProduct(ReadOnlySpan<short> weights, int channels, bool inputIsSigned, int inputZeroPoint, TileStage<TOut> stage)
        : base(new RowPacker(weights.Length / channels, TIsa.Depth, inputIsSigned, TIsa.TakesUnsigned), channels)
    {
        _stage = stage;
        _excess = TIsa.Depth == 4 ? WeightMatrix.Excess(weights) : 0;
        _weights = WeightMatrix.Pack(weights, channels, Panel, TIsa.Depth, _excess);
        _initial = new int[(channels + Panel - 1) / Panel * Panel];
        for (var channel = 0; channel < channels; channel++)
        {
            var sum = 0;
            foreach (var weight in weights.Slice(channel * Packer.Depth, Packer.Depth))
            {
                sum += weight;
            }

            _initial[channel] = unchecked(stage.InitialSum(channel) - (sum * (inputZeroPoint + Packer.Offset)));
        }
    }

    private static int Panel => 2 * TIsa.Lanes;

    public override void Multiply(ReadOnlySpan<int> rows, int count, Span<TOut> output)
    {
        // Columns of slack: a stage reads whole steps.
        Span<int> sums = stackalloc int[(MaximumRows * Panel) + TileStage<TOut>.Columns];
        Span<int> rowStarts = stackalloc int[MaximumRows];
        for (; count > 0; count -= MaximumRows)
        {
            var block = Math.Min(count, MaximumRows);
            MultiplyBlock(rows, block, sums, rowStarts, output);
            if (count > MaximumRows)
            {
                rows = rows[(MaximumRows * Packer.Words)..];
                output = output[(MaximumRows * Channels)..];
            }
        }
    }

    private void MultiplyBlock(ReadOnlySpan<int> rows, int count, Span<int> sums, Span<int> rowStarts, Span<TOut> output)
    {
        var tiles = (count + RowsPerTile - 1) / RowsPerTile;

        // The one check for all reads of the loops below.
        rows = rows[..(tiles * RowsPerTile * Packer.Words)];
        for (var row = 0; row < tiles * RowsPerTile; row++)
        {
            rowStarts[row] = _excess == 0 ? 0 : unchecked(_excess * Packer.Sum(rows.Slice(row * Packer.Words, Packer.Words)));
        }

        for (var channel = 0; channel < Channels; channel += Panel)
        {
            ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), channel * Packer.Words);
            for (var tile = 0; tile < tiles; tile++)
            {
                Tile(
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), tile * RowsPerTile * Packer.Words),
                    Packer.Words,
                    ref weights,
                    ref _initial[channel],
                    ref rowStarts[tile * RowsPerTile],
                    ref sums[tile * RowsPerTile * Panel]);
            }

            _stage.Store(sums, Panel, count, channel, Math.Min(Panel, Channels - channel), output[channel..], Channels);
        }
    }

    private static void Tile(ref int row, int words, ref int weights, ref int initial, ref int rowStarts, ref int sums)
    {
        ref var row1 = ref Unsafe.Add(ref row, words);
        ref var row2 = ref Unsafe.Add(ref row1, words);
        ref var row3 = ref Unsafe.Add(ref row2, words);
        var (left, right) = (TIsa.Load(ref initial), TIsa.Load(ref Unsafe.Add(ref initial, TIsa.Lanes)));
        var start = TIsa.Broadcast(rowStarts);
        var (sum0, sum0Right) = (TIsa.Add(left, start), TIsa.Add(right, start));
        start = TIsa.Broadcast(Unsafe.Add(ref rowStarts, 1));
        var (sum1, sum1Right) = (TIsa.Add(left, start), TIsa.Add(right, start));
        start = TIsa.Broadcast(Unsafe.Add(ref rowStarts, 2));
        var (sum2, sum2Right) = (TIsa.Add(left, start), TIsa.Add(right, start));
        start = TIsa.Broadcast(Unsafe.Add(ref rowStarts, 3));
        var (sum3, sum3Right) = (TIsa.Add(left, start), TIsa.Add(right, start));
        for (nint word = 0; word < words; word++)
        {
            left = TIsa.Load(ref weights);
            right = TIsa.Load(ref Unsafe.Add(ref weights, TIsa.Lanes));
            weights = ref Unsafe.Add(ref weights, 2 * TIsa.Lanes);
            var input = TIsa.Broadcast(Unsafe.Add(ref row, word));
            sum0 = TIsa.MultiplyAdd(sum0, input, left);
            sum0Right = TIsa.MultiplyAdd(sum0Right, input, right);
            input = TIsa.Broadcast(Unsafe.Add(ref row1, word));
            sum1 = TIsa.MultiplyAdd(sum1, input, left);
            sum1Right = TIsa.MultiplyAdd(sum1Right, input, right);
            input = TIsa.Broadcast(Unsafe.Add(ref row2, word));
            sum2 = TIsa.MultiplyAdd(sum2, input, left);
            sum2Right = TIsa.MultiplyAdd(sum2Right, input, right);
            input = TIsa.Broadcast(Unsafe.Add(ref row3, word));
            sum3 = TIsa.MultiplyAdd(sum3, input, left);
            sum3Right = TIsa.MultiplyAdd(sum3Right, input, right);
        }

        TIsa.Store(sum0, ref sums);
        TIsa.Store(sum0Right, ref Unsafe.Add(ref sums, TIsa.Lanes));
        TIsa.Store(sum1, ref Unsafe.Add(ref sums, 2 * TIsa.Lanes));
        TIsa.Store(sum1Right, ref Unsafe.Add(ref sums, 3 * TIsa.Lanes));
        TIsa.Store(sum2, ref Unsafe.Add(ref sums, 4 * TIsa.Lanes));
        TIsa.Store(sum2Right, ref Unsafe.Add(ref sums, 5 * TIsa.Lanes));
        TIsa.Store(sum3, ref Unsafe.Add(ref sums, 6 * TIsa.Lanes));
        TIsa.Store(sum3Right, ref Unsafe.Add(ref sums, 7 * TIsa.Lanes));
    }
}
