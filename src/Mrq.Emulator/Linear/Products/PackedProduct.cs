using System.Numerics;
using System.Runtime.Intrinsics;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// A product of rows of inputs with a matrix of weights, and what comes after it. Rows are packed word by word by
/// <see cref="RowPacker"/>, weights for the widest instructions of the machine, fixed ones when this is made.
/// </summary>
internal abstract class PackedProduct<TOut>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    /// <summary>Rows that the innermost loop takes at once; a block is best a multiple of it.</summary>
    public const int RowsPerTile = 6;

    /// <summary>Rows of a block at most; their sums over one panel of weights stay in the first-level cache.</summary>
    public const int RowsPerBlock = 10 * RowsPerTile;

    /// <summary>The fixed weights, where there are any.</summary>
    private PackedMatrix _weights;

    protected PackedProduct(RowPacker packer, int channels)
    {
        Packer = packer;
        Channels = channels;
    }

    public RowPacker Packer { get; }

    public int Channels { get; }

    /// <summary>Words of a packed matrix.</summary>
    public abstract int PackedWords { get; }

    /// <summary>Channels to the end of the last panel.</summary>
    public abstract int PackedChannels { get; }

    /// <param name="weights">Centered weights, [channel][depth].</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="inputIsSigned">Whether inputs are int8; their zero point is given as they are.</param>
    /// <param name="inputZeroPoint">Taken off every input.</param>
    /// <param name="outputStage">What becomes of the sums.</param>
    public static PackedProduct<TOut> Create(ReadOnlySpan<short> weights, int channels, bool inputIsSigned, int inputZeroPoint, OutputStage outputStage) =>
        Create(weights, channels, inputIsSigned, inputZeroPoint, StageOf(outputStage, channels));

    /// <summary>The same with what becomes of the sums vectorized already.</summary>
    public static PackedProduct<TOut> Create(ReadOnlySpan<short> weights, int channels, bool inputIsSigned, int inputZeroPoint, TileStage<TOut> stage)
    {
        var product = Create(WeightMatrix.FitsBytes(weights), weights.Length / channels, channels, inputIsSigned, inputZeroPoint, stage);
        product._weights = product.Pack(weights);
        return product;
    }

    /// <summary>A product with int8 matrices that are given when it runs.</summary>
    public static PackedProduct<TOut> CreateForBytes(int depth, int channels, bool inputIsSigned, int inputZeroPoint, OutputStage outputStage) =>
        Create(fitsBytes: true, depth, channels, inputIsSigned, inputZeroPoint, StageOf(outputStage, channels));

    /// <summary>Packs centered weights, [channel][depth].</summary>
    public abstract PackedMatrix Pack(ReadOnlySpan<short> weights);

    /// <summary>Packs a matrix of int8.</summary>
    /// <param name="layout">How it lies in memory.</param>
    /// <param name="stored">Its bytes.</param>
    /// <param name="zeroPoint">Of all its values.</param>
    /// <param name="words">Takes <see cref="PackedWords"/>.</param>
    /// <param name="initial">Takes <see cref="PackedChannels"/>.</param>
    public abstract PackedMatrix Pack(ComputedMatrix layout, ReadOnlySpan<byte> stored, int zeroPoint, int[] words, int[] initial);

    /// <summary>Multiplies a block of packed rows and writes their outputs.</summary>
    /// <param name="rows">Packed rows.</param>
    /// <param name="count">Rows to write.</param>
    /// <param name="weights">What they are multiplied with.</param>
    /// <param name="output">Rows of <see cref="Channels"/> values.</param>
    public abstract void Multiply(ReadOnlySpan<int> rows, int count, in PackedMatrix weights, Span<TOut> output);

    /// <summary>The same with the fixed weights.</summary>
    public void Multiply(ReadOnlySpan<int> rows, int count, Span<TOut> output) => Multiply(rows, count, _weights, output);

    private static TileStage<TOut> StageOf(OutputStage stage, int channels) => TileStage<TOut>.Create(stage, [.. Enumerable.Range(0, channels)]);

    private static PackedProduct<TOut> Create(bool fitsBytes, int depth, int channels, bool inputIsSigned, int inputZeroPoint, TileStage<TOut> stage)
    {
        if (AvxVnniQuads.IsSupported && fitsBytes)
        {
            return new TiledProduct<TOut, AvxVnniQuads, Vector256<int>>(depth, channels, inputIsSigned, inputZeroPoint, stage);
        }

        if (Avx512Pairs.IsSupported)
        {
            return new TiledProduct<TOut, Avx512Pairs, Vector512<int>>(depth, channels, inputIsSigned, inputZeroPoint, stage);
        }

        if (Avx2Pairs.IsSupported)
        {
            return new TiledProduct<TOut, Avx2Pairs, Vector256<int>>(depth, channels, inputIsSigned, inputZeroPoint, stage);
        }

        if (ArmQuads.IsSupported && fitsBytes)
        {
            return new TiledProduct<TOut, ArmQuads, Vector128<int>>(depth, channels, inputIsSigned, inputZeroPoint, stage);
        }

        return new TiledProduct<TOut, PortablePairs, Vector128<int>>(depth, channels, inputIsSigned, inputZeroPoint, stage);
    }
}
