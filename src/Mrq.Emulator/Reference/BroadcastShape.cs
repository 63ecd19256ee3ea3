using Mrq.Core.Graph;

namespace Mrq.Emulator.Reference;

/// <summary>Which elements of two inputs meet in each element of the output, by NumPy's broadcasting rules.</summary>
internal sealed class BroadcastShape
{
    private readonly int[]? _left;
    private readonly int[]? _right;

    private BroadcastShape(int[]? left, int[]? right)
    {
        _left = left;
        _right = right;
    }

    public static BroadcastShape Create(KernelContext context)
    {
        var output = context.Output().Shape;
        return new BroadcastShape(Map(context, context.Input(0).Shape, output), Map(context, context.Input(1).Shape, output));
    }

    /// <summary>The elements of left and right input for element <paramref name="index"/> of the output.</summary>
    public (int Left, int Right) Sources(int index) => (_left is null ? index : _left[index], _right is null ? index : _right[index]);

    /// <summary>Input element for each output element, or null when they are the same.</summary>
    private static int[]? Map(KernelContext context, TensorShape input, TensorShape output)
    {
        if (input == output)
        {
            return null;
        }

        var strides = new int[output.Rank];
        var stride = 1;
        for (var axis = 1; axis <= output.Rank; axis++)
        {
            var size = axis <= input.Rank ? input[^axis] : 1;
            context.Require(size == 1 || size == output[^axis], $"{input} does not broadcast to {output}.");
            strides[^axis] = size == 1 ? 0 : stride;
            stride *= size;
        }

        context.Require(input.Rank <= output.Rank, $"{input} does not broadcast to {output}.");
        var map = new int[output.ElementCount];
        for (var i = 0; i < map.Length; i++)
        {
            var rest = i;
            for (var axis = output.Rank - 1; axis >= 0; axis--)
            {
                map[i] += rest % output[axis] * strides[axis];
                rest /= output[axis];
            }
        }

        return map;
    }
}
