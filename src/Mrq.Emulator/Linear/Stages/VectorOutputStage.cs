using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Stages;

/// <summary><see cref="OutputStage"/> for eight channels at a time, bit for bit, where the arithmetic has the form of <see cref="RequantizationLanes"/>.</summary>
internal sealed class VectorOutputStage<T> : TileStage<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private const int Lanes = 8;
    private readonly OutputStage _stage;
    private readonly RequantizationLanes _lanes;

    private readonly int[] _channels;
    private readonly ByteRange<T> _range;

    private VectorOutputStage(OutputStage stage, int[] channels, RequantizationLanes lanes, ByteRange<T> range) =>
        (_stage, _channels, _lanes, _range) = (stage, channels, lanes, range);

    /// <summary>Null where this machine or the stage's arithmetic has no vectorized form, or a sum may leave its range.</summary>
    public static VectorOutputStage<T>? TryCreate(OutputStage stage, int[] channels)
    {
        if (!HighProduct.IsSupported || stage.IsDouble || stage.Scaling is not null || !stage.Accumulator.FitsInt32 || ByteRange<T>.TryCreate(stage.ZeroPoint, stage.Range) is not { } range)
        {
            return null;
        }

        var multipliers = Array.ConvertAll(channels, channel => stage.Multipliers[channel]);
        return RequantizationLanes.TryCreate(stage.Requantization, multipliers, stage.Accumulator.Bound, stage.Range.Minimum >= stage.ZeroPoint) is { } lanes
            ? new VectorOutputStage<T>(stage, channels, lanes, range)
            : null;
    }

    /// <remarks>A proven accumulator holds every bias in 32 bits.</remarks>
    public override int InitialSum(int column) => (int)_stage.Bias[_channels[column]];

    public override void Store(ReadOnlySpan<int> sums, int sumStride, int rows, int firstColumn, int columns, Span<T> output, int outputStride)
    {
        if (rows == 0 || columns == 0)
        {
            return;
        }

        // The one check for everything below.
        var padded = (columns + Lanes - 1) / Lanes * Lanes;
        ref var source = ref MemoryMarshal.GetReference(sums[..(((rows - 1) * sumStride) + padded)]);
        ref var target = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(output[..(((rows - 1) * outputStride) + columns)]));
        for (var column = 0; column < columns; column += Lanes)
        {
            var tile = new Tile(ref Unsafe.Add(ref source, column), sumStride, ref Unsafe.Add(ref target, column), outputStride, rows, Math.Min(Lanes, columns - column));
            if (!Avx2.IsSupported)
            {
                Store128(tile, (nuint)(firstColumn + column));
            }
            else if (_lanes.HasThresholds)
            {
                Store256<TiesAway>(tile, (nuint)(firstColumn + column));
            }
            else
            {
                Store256<TiesUp>(tile, (nuint)(firstColumn + column));
            }
        }
    }

    /// <summary>Eight columns: all they are requantized by stays in registers while four rows at a time pass.</summary>
    private void Store256<TTies>(Tile tile, nuint column)
        where TTies : struct
    {
        var lanes = _lanes.Load(column);
        var range = _range.Load();
        var row = 0;
        if (tile.IsFull)
        {
            ref var sums = ref tile.Sums(0);
            ref var target = ref tile.Output(0);
            for (; row + 4 <= tile.Rows; row += 4)
            {
                var a = lanes.Apply<TTies>(Vector256.LoadUnsafe(ref sums));
                sums = ref Unsafe.Add(ref sums, tile.SumStride);
                var b = lanes.Apply<TTies>(Vector256.LoadUnsafe(ref sums));
                sums = ref Unsafe.Add(ref sums, tile.SumStride);
                var c = lanes.Apply<TTies>(Vector256.LoadUnsafe(ref sums));
                sums = ref Unsafe.Add(ref sums, tile.SumStride);
                var d = lanes.Apply<TTies>(Vector256.LoadUnsafe(ref sums));
                sums = ref Unsafe.Add(ref sums, tile.SumStride);
                var four = range.Narrow(a, b, c, d).AsUInt64();
                Unsafe.WriteUnaligned(ref target, four[0]);
                target = ref Unsafe.Add(ref target, tile.OutputStride);
                Unsafe.WriteUnaligned(ref target, four[1]);
                target = ref Unsafe.Add(ref target, tile.OutputStride);
                Unsafe.WriteUnaligned(ref target, four[2]);
                target = ref Unsafe.Add(ref target, tile.OutputStride);
                Unsafe.WriteUnaligned(ref target, four[3]);
                target = ref Unsafe.Add(ref target, tile.OutputStride);
            }
        }

        for (; row < tile.Rows; row += 4)
        {
            // Rows past the end repeat the last.
            var (row1, row2, row3) = (Math.Min(row + 1, tile.Rows - 1), Math.Min(row + 2, tile.Rows - 1), Math.Min(row + 3, tile.Rows - 1));
            var bytes = range.Narrow(
                lanes.Apply<TTies>(Vector256.LoadUnsafe(ref tile.Sums(row))),
                lanes.Apply<TTies>(Vector256.LoadUnsafe(ref tile.Sums(row1))),
                lanes.Apply<TTies>(Vector256.LoadUnsafe(ref tile.Sums(row2))),
                lanes.Apply<TTies>(Vector256.LoadUnsafe(ref tile.Sums(row3)))).AsUInt64();
            tile.Write(row, bytes[0]);
            tile.Write(row1, bytes[1]);
            tile.Write(row2, bytes[2]);
            tile.Write(row3, bytes[3]);
        }
    }

    private void Store128(Tile tile, nuint column)
    {
        for (var row = 0; row < tile.Rows; row += 2)
        {
            var next = Math.Min(row + 1, tile.Rows - 1);
            var bytes = _range.Narrow(
                _lanes.Apply(Vector128.LoadUnsafe(ref tile.Sums(row)), column),
                _lanes.Apply(Vector128.LoadUnsafe(ref tile.Sums(row), 4), column + 4),
                _lanes.Apply(Vector128.LoadUnsafe(ref tile.Sums(next)), column),
                _lanes.Apply(Vector128.LoadUnsafe(ref tile.Sums(next), 4), column + 4)).AsUInt64();
            tile.Write(row, bytes[0]);
            tile.Write(next, bytes[1]);
        }
    }

    /// <summary>Eight columns of sums and where their outputs go; <paramref name="width"/> of them are written.</summary>
    private readonly ref struct Tile(ref int sums, int sumStride, ref byte output, int outputStride, int rows, int width)
    {
        private readonly ref int _sums = ref sums;
        private readonly ref byte _output = ref output;

        public int Rows => rows;

        public nint SumStride => sumStride;

        public nint OutputStride => outputStride;

        /// <summary>Whether all eight columns are written.</summary>
        public bool IsFull => width == Lanes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref int Sums(int row) => ref Unsafe.Add(ref _sums, row * sumStride);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref byte Output(int row) => ref Unsafe.Add(ref _output, row * outputStride);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(int row, ulong eight)
        {
            ref var target = ref Output(row);
            if (width == Lanes)
            {
                Unsafe.WriteUnaligned(ref target, eight);
                return;
            }

            for (var i = 0; i < width; i++)
            {
                Unsafe.Add(ref target, i) = (byte)(eight >> (8 * i));
            }
        }
    }
}
