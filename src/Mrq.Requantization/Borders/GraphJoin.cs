using Mrq.Core.Graph;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Borders;

/// <summary>
/// Parts that were converted each by itself and the operators that were kept, as one graph. A tensor is what the part that computes it made of it; where another
/// part means something else by its integers, a QUANTIZE stands between, and of a constant each has a copy of its own. Tensors keep the source's index.
/// </summary>
internal sealed class GraphJoin
{
    private readonly QuantizedGraph _source;
    private readonly JoinedPart[] _parts;
    private readonly List<Tensor> _tensors;
    private readonly List<Operator> _operators = [];
    private readonly Dictionary<(JoinedPart Part, int Tensor), int> _copies = [];

    /// <param name="kept">The source with the operators alone that stay as they are.</param>
    /// <param name="measured">A converted part.</param>
    /// <param name="behind">The other one.</param>
    public GraphJoin(QuantizedGraph kept, QuantizedGraph measured, QuantizedGraph? behind)
    {
        _source = kept;
        _parts = [.. new[] { measured, behind, kept }.OfType<QuantizedGraph>().Select(graph => new JoinedPart(graph))];
        _tensors = [.. Enumerable.Range(0, kept.Tensors.Length).Select(tensor => OwnerOf(tensor).Graph.Tensors[tensor])];
        foreach (var part in _parts)
        {
            part.FirstAdded = _tensors.Count - kept.Tensors.Length;
            _tensors.AddRange(part.Graph.Tensors.Skip(kept.Tensors.Length));
        }
    }

    public QuantizedGraph Join()
    {
        var pending = _parts.SelectMany(part => part.Graph.Operators.SelectMany(step => step.Outputs).Select(output => Place(part, output))).ToHashSet();
        while (_parts.Where(part => !part.IsDone && part.Next.Inputs.All(input => input < 0 || !pending.Contains(Place(part, input)))).MinBy(part => part.SourceIndex) is { } next)
        {
            var step = next.Next;
            var inputs = step.Inputs.Select(input => input < 0 ? input : Read(next, input)).ToArray();
            _operators.Add(step with
            {
                Inputs = [.. inputs],
                Outputs = [.. step.Outputs.Select(output => Place(next, output))],
                Intermediates = [.. step.Intermediates.Select(tensor => tensor < 0 ? tensor : Place(next, tensor))],
            });
            pending.ExceptWith(_operators[^1].Outputs);
            next.Advance();
        }

        return _source with { Tensors = [.. _tensors], Operators = [.. _operators] };
    }

    /// <summary>The part that computes a tensor; of what comes from outside the first that reads it; else the kept operators.</summary>
    private JoinedPart OwnerOf(int tensor) => Array.Find(_parts, part => part.Written.Contains(tensor)) ?? Array.Find(_parts, part => part.Read.Contains(tensor)) ?? _parts[^1];

    private int Place(JoinedPart part, int tensor) => tensor < _source.Tensors.Length ? tensor : tensor + part.FirstAdded;

    /// <summary>A tensor as a part means it.</summary>
    private int Read(JoinedPart part, int index)
    {
        if (index >= _source.Tensors.Length)
        {
            return Place(part, index);
        }

        var (actual, wanted) = (_tensors[index], part.Graph.Tensors[index]);
        if (Same(actual, wanted))
        {
            return index;
        }

        if (!_copies.TryGetValue((part, index), out var copy))
        {
            copy = Add(wanted with { Name = $"{wanted.Name}/as {wanted.Type.FieldName().ToLowerInvariant()}" });
            _copies[(part, index)] = copy;
            if (!wanted.IsConstant)
            {
                _operators.AddRange(TypeBridge.Between(index, actual, actual.Type, copy, wanted.Type, Add));
            }
        }

        return copy;
    }

    private int Add(Tensor tensor)
    {
        _tensors.Add(tensor);
        return _tensors.Count - 1;
    }

    private static bool Same(Tensor one, Tensor other) => one.Type == other.Type && Equals(one.Quantization, other.Quantization) && (one.Data ?? default).Span.SequenceEqual((other.Data ?? default).Span);
}
