using Mrq.Core.Numerics;

namespace Mrq.Emulator.Linear.Floats;

/// <summary>How the products of one sum of a matrix product are added.</summary>
internal enum SumOrder
{
    /// <summary>One after the other by fused multiply-add, in blocks of the depth; a block starts at 0 and is added to what was there.</summary>
    Blocks,

    /// <summary>Four products, each rounded, are added and then added to what was there; of the last ones two, then one.</summary>
    Fours,

    /// <summary>Eight sums, of every eighth product, each rounded; at the end they are added.</summary>
    Eights,
}

/// <summary>
/// In which order ONNX Runtime's float32 product of two matrices adds on x86 with FMA and one thread. The last bits of a result hang on it, and what is computed in
/// float32 between integers is exact only in the same order. Source: MlasSgemmOperation in <c>core/mlas/lib/sgemm.cpp</c>, <c>x86_64/FgemmKernelCommon.h</c>,
/// <c>x86_64/SgemmKernelM1Avx.S</c>, <c>x86_64/SgemmKernelM1TransposeBAvx.S</c>.
/// </summary>
/// <param name="Kind">The order.</param>
/// <param name="Block">Of <see cref="SumOrder.Blocks"/>: products in a block.</param>
internal readonly record struct ProductOrder(SumOrder Kind, int Block)
{
    private const int Stride = 128;
    private const int PackedStride = 256;
    private const int LeastColumns = 16;

    /// <summary>Of activations and weights that lie as the file has them.</summary>
    public static ProductOrder Of(long rows, long columns, long depth, MatrixLayout layout) => layout switch
    {
        MatrixLayout.Packed => new(SumOrder.Blocks, PackedStride),
        MatrixLayout.InputByInput => Of(rows, columns, depth),
        _ => Of(rows, columns, depth, transposesRight: true, isVector: depth == 1),
    };

    /// <summary>Of rows × depth by depth × columns.</summary>
    /// <param name="rows">Rows of the left matrix.</param>
    /// <param name="columns">Columns of the right one.</param>
    /// <param name="depth">What is summed over.</param>
    /// <param name="transposesLeft">Whether the left matrix lies column by column.</param>
    /// <param name="transposesRight">Whether the right matrix lies column by column.</param>
    /// <param name="isVector">Whether a right side of one column lies without gaps.</param>
    public static ProductOrder Of(long rows, long columns, long depth, bool transposesLeft = false, bool transposesRight = false, bool isVector = true)
    {
        if (rows == 1 && !transposesLeft)
        {
            return new(transposesRight ? SumOrder.Eights : SumOrder.Fours, 0);
        }

        return columns == 1 && isVector
            ? new(transposesLeft ? SumOrder.Fours : SumOrder.Eights, 0)
            : new(SumOrder.Blocks, BlockOf(columns, depth, transposesLeft));
    }

    /// <summary>Few columns leave room for a longer block.</summary>
    private static int BlockOf(long columns, long depth, bool transposesLeft)
    {
        var (block, width) = (Stride, Stride);
        while (columns < depth && !transposesLeft && width > LeastColumns && width / 2 >= columns)
        {
            (block, width) = (block * 2, width / 2);
        }

        return block;
    }
}
