using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Numerics;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>
/// <see cref="OutputStage"/> for eight channels at a time, bit for bit: by <see cref="ProvenLines"/> where there are any, else by the
/// <see cref="RequantizationLanes"/> of the arithmetic or by a multiplication in float32, and what has none of them value by value.
/// </summary>
internal sealed class VectorOutputStage<T> : TileStage<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private const int Lanes = 8;
    private readonly OutputStage _stage;
    private readonly int[] _channels;
    private readonly ByteRange<T> _range;
    private readonly RequantizationLanes? _lanes;
    private readonly float[]? _factors;

    /// <summary>What sums are multiplied by before a real bias is added; null where there is none.</summary>
    private readonly float[]? _products;
    private readonly float[] _biases;
    private readonly ScalarTileStage<T> _scalar;

    private VectorOutputStage(OutputStage stage, int[] channels, ByteRange<T> range)
    {
        (_stage, _channels, _range) = (stage, channels, range);
        _lanes = LanesOf(stage, channels);
        _factors = FactorsOf(stage, channels);
        (_products, _biases) = RealBiasOf(stage, channels);
        Lines = ProvenLines.TryCreate(stage, channels, _lanes, _factors);
        _scalar = new ScalarTileStage<T>(stage, channels, hasBias: true);
    }

    public override ProvenLines? Lines { get; }

    public override RequantizationLanes? Integers => Avx2.IsSupported ? _lanes : null;

    public override ByteRange<T>? Range => _range;

    /// <summary>Null where this machine or the stage's arithmetic has no vectorized form, or a sum may leave its range.</summary>
    public static VectorOutputStage<T>? TryCreate(OutputStage stage, int[] channels)
    {
        if (!HighProduct.IsSupported || !stage.Accumulator.FitsInt32 || ByteRange<T>.TryCreate(stage.ZeroPoint, stage.Range) is not { } range)
        {
            return null;
        }

        var vector = new VectorOutputStage<T>(stage, channels, range);
        return vector.Lines is null && vector._lanes is null && vector._factors is null && vector._products is null ? null : vector;
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
            if (!Store(tile, firstColumn + column))
            {
                _scalar.Store(sums[column..], sumStride, rows, firstColumn + column, Math.Min(Lanes, columns - column), output[column..], outputStride);
            }
        }
    }

    private static RequantizationLanes? LanesOf(OutputStage stage, int[] channels) =>
        stage.IsDouble || stage.Scaling is not null || stage.RealBias is not null
            ? null
            : RequantizationLanes.TryCreate(stage.Requantization, Array.ConvertAll(channels, channel => stage.Multipliers[channel]), stage.Accumulator.Bound, stage.Range.Minimum >= stage.ZeroPoint);

    /// <summary>The factors of float32, ties to even: ONNX Runtime's, or those of an engine's own.</summary>
    private static float[]? FactorsOf(OutputStage stage, int[] channels)
    {
        var factors = stage switch
        {
            { Scaling: { OutputScale: null } scaling } => scaling.Factors,
            { Scaling: null, RealBias: null, IsDouble: false, Requantization: { Method: RequantizationMethod.Float32, Rounding: Rounding.HalfToEven } } => Array.ConvertAll(stage.Multipliers.ToArray(), multiplier => multiplier.ToSingle()),
            _ => null,
        };
        return Avx2.IsSupported && factors is not null && Array.TrueForAll(factors, float.IsFinite) ? Padded(factors, channels) : null;
    }

    private static (float[]? Products, float[] Biases) RealBiasOf(OutputStage stage, int[] channels) =>
        Avx2.IsSupported && stage is { RealBias: { } real, Requantization.Rounding: Rounding.HalfToEven } && real.Products.Concat(real.Biases).All(float.IsFinite)
            ? (Padded(real.Products, channels), Padded(real.Biases, channels))
            : (null, []);

    /// <summary>A channel's number for each column, and more up to whole vectors.</summary>
    private static float[] Padded(float[] ofChannels, int[] channels)
    {
        var padded = new float[(channels.Length + Lanes - 1) / Lanes * Lanes];
        for (var column = 0; column < channels.Length; column++)
        {
            padded[column] = ofChannels[channels[column]];
        }

        return padded;
    }

    /// <summary>Whether there was a vectorized form for these eight columns.</summary>
    private bool Store(Tile tile, int column)
    {
        if (Lines is { } lines && lines.KindOf(column, Lanes) is not LineKind.None and var kind)
        {
            if (kind.IsSigned())
            {
                StoreLines<SignedRaisedLanes>(tile, lines, column);
            }
            else
            {
                StoreLines<RaisedLanes>(tile, lines, column);
            }
        }
        else if (_factors is not null)
        {
            Store256(tile, RealLanes.Create(Vector256.LoadUnsafe(ref _factors[column]), _stage.ZeroPoint, _stage.Range), _range.Load());
        }
        else if (_products is not null)
        {
            var (products, biases) = (Vector256.LoadUnsafe(ref _products[column]), Vector256.LoadUnsafe(ref _biases[column]));
            Store256(tile, RealBiasLanes.Create(products, biases, _stage.RealBias!.OutputScale, _stage.ZeroPoint, _stage.Range), _range.Load());
        }
        else if (_lanes is null)
        {
            return false;
        }
        else if (!Avx2.IsSupported)
        {
            Store128(tile, _lanes, (nuint)column);
        }
        else if (_lanes.HasThresholds)
        {
            Store256(tile, _lanes.Load<TiesAway>((nuint)column), _range.Load());
        }
        else
        {
            Store256(tile, _lanes.Load<TiesUp>((nuint)column), _range.Load());
        }

        return true;
    }

    private void StoreLines<TLanes>(Tile tile, ProvenLines lines, int column)
        where TLanes : struct, ILineLanes<TLanes> =>
        Store256(tile, TLanes.Load(lines, column), _range.Load());

    /// <summary>Eight columns: all they are requantized by stays in registers while four rows at a time pass.</summary>
    private static void Store256<TLanes>(Tile tile, TLanes given, ByteRange256<T> range)
        where TLanes : struct, IStageLanes
    {
        var lanes = given;
        var row = 0;
        if (tile.IsFull)
        {
            ref var sums = ref tile.Sums(0);
            ref var target = ref tile.Output(0);
            for (; row + 4 <= tile.Rows; row += 4)
            {
                var a = lanes.Apply(Vector256.LoadUnsafe(ref sums));
                sums = ref Unsafe.Add(ref sums, tile.SumStride);
                var b = lanes.Apply(Vector256.LoadUnsafe(ref sums));
                sums = ref Unsafe.Add(ref sums, tile.SumStride);
                var c = lanes.Apply(Vector256.LoadUnsafe(ref sums));
                sums = ref Unsafe.Add(ref sums, tile.SumStride);
                var d = lanes.Apply(Vector256.LoadUnsafe(ref sums));
                sums = ref Unsafe.Add(ref sums, tile.SumStride);
                var four = range.Narrow(a, b, c, d, TLanes.HasZeroPoint).AsUInt64();
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
                lanes.Apply(Vector256.LoadUnsafe(ref tile.Sums(row))),
                lanes.Apply(Vector256.LoadUnsafe(ref tile.Sums(row1))),
                lanes.Apply(Vector256.LoadUnsafe(ref tile.Sums(row2))),
                lanes.Apply(Vector256.LoadUnsafe(ref tile.Sums(row3))),
                TLanes.HasZeroPoint).AsUInt64();
            tile.Write(row, bytes[0]);
            tile.Write(row1, bytes[1]);
            tile.Write(row2, bytes[2]);
            tile.Write(row3, bytes[3]);
        }
    }

    private void Store128(Tile tile, RequantizationLanes lanes, nuint column)
    {
        for (var row = 0; row < tile.Rows; row += 2)
        {
            var next = Math.Min(row + 1, tile.Rows - 1);
            var bytes = _range.Narrow(
                lanes.Apply(Vector128.LoadUnsafe(ref tile.Sums(row)), column),
                lanes.Apply(Vector128.LoadUnsafe(ref tile.Sums(row), 4), column + 4),
                lanes.Apply(Vector128.LoadUnsafe(ref tile.Sums(next)), column),
                lanes.Apply(Vector128.LoadUnsafe(ref tile.Sums(next), 4), column + 4)).AsUInt64();
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
