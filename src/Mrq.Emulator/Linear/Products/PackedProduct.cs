using System.Numerics;
using System.Runtime.Intrinsics;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// A product of rows of inputs with one fixed matrix of weights, and what comes after it. Rows are packed word by word by
/// <see cref="RowPacker"/>; weights were packed for the widest instructions of the machine when this was made.
/// </summary>
internal abstract class PackedProduct<TOut>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    /// <summary>Rows that the innermost loop takes at once; a block is best a multiple of it.</summary>
    public const int RowsPerTile = 6;

    /// <summary>Rows of a block at most; their sums over one panel of weights stay in the first-level cache.</summary>
    public const int RowsPerBlock = 10 * RowsPerTile;

    protected PackedProduct(RowPacker packer, int channels)
    {
        Packer = packer;
        Channels = channels;
    }

    public RowPacker Packer { get; }

    public int Channels { get; }

    /// <param name="weights">Centered weights, [channel][depth].</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="inputIsSigned">Whether inputs are int8; their zero point is given as they are.</param>
    /// <param name="inputZeroPoint">Taken off every input.</param>
    /// <param name="outputStage">What becomes of the sums.</param>
    public static PackedProduct<TOut> Create(ReadOnlySpan<short> weights, int channels, bool inputIsSigned, int inputZeroPoint, OutputStage outputStage)
    {
        var stage = TileStage<TOut>.Create(outputStage, [.. Enumerable.Range(0, channels)]);
        if (AvxVnniQuads.IsSupported && WeightMatrix.FitsBytes(weights))
        {
            return new TiledProduct<TOut, AvxVnniQuads, Vector256<int>>(weights, channels, inputIsSigned, inputZeroPoint, stage);
        }

        if (Avx512Pairs.IsSupported)
        {
            return new TiledProduct<TOut, Avx512Pairs, Vector512<int>>(weights, channels, inputIsSigned, inputZeroPoint, stage);
        }

        if (Avx2Pairs.IsSupported)
        {
            return new TiledProduct<TOut, Avx2Pairs, Vector256<int>>(weights, channels, inputIsSigned, inputZeroPoint, stage);
        }

        if (ArmQuads.IsSupported && WeightMatrix.FitsBytes(weights))
        {
            return new TiledProduct<TOut, ArmQuads, Vector128<int>>(weights, channels, inputIsSigned, inputZeroPoint, stage);
        }

        return new TiledProduct<TOut, PortablePairs, Vector128<int>>(weights, channels, inputIsSigned, inputZeroPoint, stage);
    }

    /// <summary>Multiplies a block of packed rows and writes their outputs.</summary>
    /// <param name="rows">Packed rows.</param>
    /// <param name="count">Rows to write.</param>
    /// <param name="output">Rows of <see cref="Channels"/> values.</param>
    public abstract void Multiply(ReadOnlySpan<int> rows, int count, Span<TOut> output);
}
