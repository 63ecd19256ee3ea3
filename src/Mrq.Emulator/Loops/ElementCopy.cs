namespace Mrq.Emulator.Loops;

/// <summary>Which elements of one tensor go where in another: nested loops, merged to runs as long as the shapes allow.</summary>
internal sealed class ElementCopy
{
    private readonly MovementAxis[] _axes;
    private readonly int _source;
    private readonly int _destination;
    private readonly bool _isEmpty;

    /// <param name="axes">The loops, outermost first. Every offset that they reach lies in the tensors.</param>
    /// <param name="source">Where reading begins.</param>
    /// <param name="destination">Where writing begins.</param>
    public ElementCopy(IEnumerable<MovementAxis> axes, int source = 0, int destination = 0)
    {
        var merged = new List<MovementAxis>();
        foreach (var axis in axes)
        {
            _isEmpty |= axis.Count == 0;
            if (axis.Count == 1)
            {
                source += axis.Source(0);
                destination += axis.Destination(0);
            }
            else if (merged.Count > 0 && merged[^1].MergedWith(axis) is { } both)
            {
                merged[^1] = both;
            }
            else
            {
                merged.Add(axis);
            }
        }

        _axes = [.. merged];
        _source = source;
        _destination = destination;
    }

    public void Run<T>(ReadOnlySpan<T> source, Span<T> destination)
    {
        if (!_isEmpty)
        {
            Run(0, source, _source, destination, _destination);
        }
    }

    private void Run<T>(int depth, ReadOnlySpan<T> source, int from, Span<T> destination, int to)
    {
        if (depth == _axes.Length)
        {
            destination[to] = source[from];
            return;
        }

        var axis = _axes[depth];
        if (depth == _axes.Length - 2 && axis.IsUniform && _axes[^1] is { IsUniform: true, IsRun: false } inner)
        {
            // The longer of two loops inside: a transposition of few channels has many pixels.
            RunPlane(source, from, destination, to, axis.Count > inner.Count ? (inner, axis) : (axis, inner));
        }
        else if (depth < _axes.Length - 1)
        {
            for (var i = 0; i < axis.Count; i++)
            {
                Run(depth + 1, source, from + axis.Source(i), destination, to + axis.Destination(i));
            }
        }
        else if (axis.IsRun)
        {
            source.Slice(from, axis.Count).CopyTo(destination[to..]);
        }
        else
        {
            for (var i = 0; i < axis.Count; i++)
            {
                destination[to + axis.Destination(i)] = source[from + axis.Source(i)];
            }
        }
    }

    private static void RunPlane<T>(ReadOnlySpan<T> source, int from, Span<T> destination, int to, (MovementAxis Outer, MovementAxis Inner) axes)
    {
        var (sourceStep, destinationStep) = (axes.Inner.SourceStep, axes.Inner.DestinationStep);
        for (var i = 0; i < axes.Outer.Count; i++)
        {
            var (read, write) = (from + (i * axes.Outer.SourceStep), to + (i * axes.Outer.DestinationStep));
            for (var j = axes.Inner.Count; j > 0; j--)
            {
                destination[write] = source[read];
                read += sourceStep;
                write += destinationStep;
            }
        }
    }
}
