using System.Runtime.InteropServices;
using Mrq.Core.Graph;

namespace Mrq.Formats.TfLite.Lowering;

/// <summary>The graph that is made: its tensors, and operators in the order of execution.</summary>
internal sealed class FormBuilder(QuantizedGraph graph)
{
    private readonly List<Tensor> _tensors = [.. graph.Tensors];
    private readonly List<Operator> _operators = [];

    public Tensor this[int tensor] => _tensors[tensor];

    /// <summary>The graph as it was, with what was made so far.</summary>
    public QuantizedGraph Graph => graph with { Tensors = [.. _tensors], Operators = [.. _operators] };

    public void Emit(Operator step) => _operators.Add(step with { SourceIndex = null });

    public int Add(Tensor tensor)
    {
        _tensors.Add(tensor);
        return _tensors.Count - 1;
    }

    /// <summary>A tensor like another one, of another shape.</summary>
    public int Like(int tensor, string suffix, TensorShape shape) => Add(_tensors[tensor] with { Name = $"{_tensors[tensor].Name}_{suffix}", Shape = shape, Data = null });

    public int Integers(string name, TensorShape shape, params int[] values) =>
        Add(new Tensor { Name = name, Type = ElementType.Int32, Shape = shape, Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() });

    public int Integers(string name, params int[] values) => Integers(name, new TensorShape(values.Length), values);
}
