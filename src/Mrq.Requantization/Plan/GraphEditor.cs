using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Requantization.Plan;

/// <summary>A graph under change: tensors are appended, so that all others keep their index, and operators put in front of or behind one another.</summary>
internal sealed class GraphEditor
{
    private readonly QuantizedGraph _graph;
    private readonly ImmutableArray<Tensor>.Builder _tensors;
    private readonly Operator[] _operators;
    private readonly Dictionary<int, List<Operator>> _before = [];
    private readonly Dictionary<int, List<Operator>> _behind = [];

    public GraphEditor(QuantizedGraph graph)
    {
        _graph = graph;
        _tensors = graph.Tensors.ToBuilder();
        _operators = [.. graph.Operators];
    }

    /// <summary>The operator at an index of the graph that the editor began with, as it is now.</summary>
    public Operator this[int step] => _operators[step];

    public Tensor Tensor(int index) => _tensors[index];

    /// <summary>A new tensor's index; its name says what it is made from.</summary>
    public int Add(Tensor tensor)
    {
        _tensors.Add(tensor);
        return _tensors.Count - 1;
    }

    public void Replace(int step, Operator changed) => _operators[step] = changed;

    /// <summary>One input of an operator reads another tensor.</summary>
    public void Redirect(int step, int input, int tensor) => _operators[step] = _operators[step] with { Inputs = _operators[step].Inputs.SetItem(input, tensor) };

    /// <summary>Operators that run just before one, in the order in which they are given.</summary>
    public void InsertBefore(int step, params ReadOnlySpan<Operator> added) => Insert(_before, step, added);

    /// <summary>Operators that run just behind one, in the order in which they are given.</summary>
    public void InsertBehind(int step, params ReadOnlySpan<Operator> added) => Insert(_behind, step, added);

    /// <summary>
    /// A tensor between an operator's output and the tensor that everybody reads: the operator writes the new one, and what is
    /// inserted behind it has to bring that to the old one.
    /// </summary>
    public int DetachOutput(int step, string suffix)
    {
        var output = _operators[step].Outputs[0];
        var detached = Add(_tensors[output] with { Name = $"{_tensors[output].Name}/{suffix}" });
        _operators[step] = _operators[step] with { Outputs = _operators[step].Outputs.SetItem(0, detached) };
        return detached;
    }

    public QuantizedGraph Build() => _graph with
    {
        Tensors = _tensors.ToImmutable(),
        Operators =
        [
            .. _operators.SelectMany((step, index) => (IEnumerable<Operator>)[.. _before.GetValueOrDefault(index) ?? [], step, .. _behind.GetValueOrDefault(index) ?? []]),
        ],
    };

    private static void Insert(Dictionary<int, List<Operator>> places, int step, ReadOnlySpan<Operator> added)
    {
        if (!places.TryGetValue(step, out var list))
        {
            places[step] = list = [];
        }

        list.AddRange(added);
    }
}
