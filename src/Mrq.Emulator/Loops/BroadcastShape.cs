using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

/// <summary>
/// Which elements of two inputs meet in each element of the output, by NumPy's broadcasting rules: runs of
/// <see cref="RunLength"/> outputs in which either input advances by 0 or 1. Axes along which both inputs go on as before are one run.
/// </summary>
internal sealed class BroadcastShape
{
    private readonly List<(int Size, int Left, int Right)> _outer;

    private BroadcastShape(List<(int Size, int Left, int Right)> axes)
    {
        (RunLength, LeftStep, RightStep) = axes[0];
        _outer = axes[1..];
    }

    public int RunLength { get; }

    /// <summary>0 where one value of the left input serves the whole run, else 1.</summary>
    public int LeftStep { get; }

    public int RightStep { get; }

    public static BroadcastShape Create(KernelContext context)
    {
        var output = context.Output().Shape;
        var left = Strides(context, context.Input(0).Shape, output);
        var right = Strides(context, context.Input(1).Shape, output);
        var axes = new List<(int Size, int Left, int Right)>();
        for (var axis = output.Rank - 1; axis >= 0; axis--)
        {
            var (size, l, r) = (output[axis], left[axis], right[axis]);

            // TFLite works out the output's shape from the inputs'; what neither of them has cannot be there.
            context.Require(l != 0 || r != 0 || size <= 1 || output.Dimensions.Contains(0), $"{context.Input(0).Shape} and {context.Input(1).Shape} do not make {output}.");
            if (axes.Count > 0 && axes[^1] is var inner && l == inner.Left * inner.Size && r == inner.Right * inner.Size)
            {
                axes[^1] = inner with { Size = inner.Size * size };
            }
            else if (size != 1 || axes.Count == 0)
            {
                axes.Add((size, l, r));
            }
        }

        return new BroadcastShape(axes.Count > 0 ? axes : [(1, 0, 0)]);
    }

    /// <summary>The elements of both inputs at which a run begins.</summary>
    public (int Left, int Right) Start(int run)
    {
        var (left, right) = (0, 0);
        foreach (var (size, l, r) in _outer)
        {
            (run, var at) = Math.DivRem(run, size);
            left += at * l;
            right += at * r;
        }

        return (left, right);
    }

    /// <summary>How far an input advances along each axis of the output: 0 where it is repeated.</summary>
    public static int[] Strides(KernelContext context, TensorShape input, TensorShape output)
    {
        context.Dimensions(context.Output());
        context.Require(input.Rank <= output.Rank, $"{input} does not broadcast to {output}.");
        var strides = new int[output.Rank];
        var stride = 1;
        for (var axis = 1; axis <= output.Rank; axis++)
        {
            var size = axis <= input.Rank ? input[^axis] : 1;
            context.Require(size == 1 || size == output[^axis], $"{input} does not broadcast to {output}.");
            strides[^axis] = size == 1 ? 0 : stride;
            stride *= size;
        }

        return strides;
    }
}
