using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx;

/// <summary>Shapes of operators that only move; null where attributes and shape do not fit.</summary>
internal static class ShapeRules
{
    /// <summary>0 copies a dimension (unless it is allowed to be one), −1 is what remains.</summary>
    public static TensorShape? Reshape(TensorShape shape, long[] wanted, bool allowsZero)
    {
        var dimensions = new int[wanted.Length];
        var (product, open) = (1L, -1);
        for (var i = 0; i < wanted.Length; i++)
        {
            var size = wanted[i] == 0 && !allowsZero ? (i < shape.Rank ? shape[i] : -2) : wanted[i];
            if (size is < -1 or > int.MaxValue || size == -1 && open >= 0)
            {
                return null;
            }

            if (size == -1)
            {
                open = i;
                continue;
            }

            dimensions[i] = (int)size;
            if ((product *= Math.Max(size, 1)) > int.MaxValue)
            {
                return null;
            }
        }

        if (open >= 0)
        {
            if (shape.ElementCount % product != 0)
            {
                return null;
            }

            dimensions[open] = (int)(shape.ElementCount / product);
        }

        var result = new TensorShape(dimensions);
        return result.ElementCount == shape.ElementCount ? result : null;
    }

    public static TensorShape Flatten(TensorShape shape, long axis)
    {
        var at = (int)Math.Clamp(axis < 0 ? axis + shape.Rank : axis, 0, shape.Rank);
        var (outer, inner) = (1, 1);
        for (var i = 0; i < shape.Rank; i++)
        {
            (outer, inner) = i < at ? (outer * shape[i], inner) : (outer, inner * shape[i]);
        }

        return new TensorShape(outer, inner);
    }

    /// <param name="shape">The shape.</param>
    /// <param name="axes">Null for all axes of size 1.</param>
    public static TensorShape? Squeeze(TensorShape shape, int[]? axes)
    {
        if (axes is null)
        {
            return new TensorShape([.. shape.Dimensions.Where(dimension => dimension != 1)]);
        }

        return Axes(axes, shape.Rank) is { } known && known.All(axis => shape[axis] == 1) ? new TensorShape([.. shape.Dimensions.Where((_, axis) => !known.Contains(axis))]) : null;
    }

    public static TensorShape? Unsqueeze(TensorShape shape, int[] axes)
    {
        var rank = shape.Rank + axes.Length;
        if (rank > 8 || Axes(axes, rank) is not { } known || known.Distinct().Count() != axes.Length)
        {
            return null;
        }

        var next = 0;
        return new TensorShape([.. Enumerable.Range(0, rank).Select(axis => known.Contains(axis) ? 1 : shape[next++])]);
    }

    /// <summary>A Transpose's order of axes: backwards unless it says one.</summary>
    public static int[]? Permutation(OnnxNode node, int rank)
    {
        var permutation = node.Ints("perm") ?? [.. Enumerable.Range(0, rank).Reverse()];
        return permutation.Length == rank && permutation.Order().SequenceEqual(Enumerable.Range(0, rank)) ? permutation : null;
    }

    /// <summary>Axes counted from the front; null where one is none.</summary>
    public static int[]? Axes(int[] axes, int rank) => axes.All(axis => axis >= -rank && axis < rank) ? Array.ConvertAll(axes, axis => axis < 0 ? axis + rank : axis) : null;

    /// <summary>The shape that two make by broadcasting; null where they do not fit.</summary>
    public static TensorShape? Broadcast(TensorShape left, TensorShape right)
    {
        var dimensions = new int[Math.Max(left.Rank, right.Rank)];
        for (var i = 1; i <= dimensions.Length; i++)
        {
            var (a, b) = (i <= left.Rank ? left[^i] : 1, i <= right.Rank ? right[^i] : 1);
            if (a != b && a != 1 && b != 1)
            {
                return null;
            }

            dimensions[^i] = a == 1 ? b : a;
        }

        return new TensorShape(dimensions);
    }
}
