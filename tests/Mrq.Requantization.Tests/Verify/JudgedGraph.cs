using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Requantization.Verify;

namespace Mrq.Requantization.Tests.Verify;

/// <summary>A graph that obeys a scheme, built by hand, and what Verify says of it when a part is exchanged.</summary>
internal sealed class JudgedGraph(string scheme)
{
    private readonly List<Tensor> _tensors = [];
    private readonly List<Operator> _operators = [];
    private readonly Dictionary<int, FoldedActivation> _folded = [];

    public QuantizationScheme Scheme { get; init; } = SchemeCatalogue.Named(scheme);

    public bool IsCorrected { get; init; }

    public int Activation(float scale, int zeroPoint = 0, ElementType type = ElementType.Int8, params int[] shape) => Add(new Tensor
    {
        Name = "",
        Type = type,
        Shape = new TensorShape(shape.Length > 0 ? shape : [1, 4, 4, 2]),
        Quantization = new QuantizationParameters(scale, zeroPoint),
    });

    public int Real(params int[] shape) => Add(new Tensor { Name = "", Type = ElementType.Float32, Shape = new TensorShape(shape.Length > 0 ? shape : [1, 4, 4, 2]) });

    /// <summary>int8 weights of a 1x1 convolution from two to two channels.</summary>
    public int Weights(float scale, params sbyte[] values) => Add(new Tensor
    {
        Name = "",
        Type = ElementType.Int8,
        Shape = new TensorShape(2, 1, 1, 2),
        Quantization = new QuantizationParameters(scale),
        Data = MemoryMarshal.AsBytes<sbyte>(values.Length > 0 ? values : [100, -50, 30, 127]).ToArray(),
    });

    public int Bias(float scale, params int[] values) => Add(new Tensor
    {
        Name = "",
        Type = ElementType.Int32,
        Shape = new TensorShape(2),
        Quantization = new QuantizationParameters(scale),
        Data = MemoryMarshal.AsBytes<int>(values.Length > 0 ? values : [20, -30]).ToArray(),
    });

    public int Integers(params int[] values) => Add(new Tensor { Name = "", Type = ElementType.Int32, Shape = new TensorShape(values.Length), Data = MemoryMarshal.AsBytes<int>(values).ToArray() });

    public int Operand(float scale, params sbyte[] values) => Add(new Tensor
    {
        Name = "",
        Type = ElementType.Int8,
        Shape = new TensorShape(values.Length),
        Quantization = new QuantizationParameters(scale),
        Data = MemoryMarshal.AsBytes<sbyte>(values).ToArray(),
    });

    /// <summary>Changes a tensor of the graph itself.</summary>
    public int Replace(int tensor, Func<Tensor, Tensor> changed)
    {
        _tensors[tensor] = changed(_tensors[tensor]);
        return tensor;
    }

    public JudgedGraph With(Operator step)
    {
        _operators.Add(step);
        return this;
    }

    public JudgedGraph Folding(int tensor, double factor, int zeroPoint = 0)
    {
        _folded[tensor] = new FoldedActivation([factor], zeroPoint);
        return this;
    }

    /// <summary>The sentences about a target that is the source but for one tensor.</summary>
    public string With(int tensor, Func<Tensor, Tensor> changed) => With(graph => graph.WithTensors(new Dictionary<int, Tensor> { [tensor] = changed(graph.Tensors[tensor]) }));

    /// <summary>The sentences about a target that is the source but for what is changed.</summary>
    public string With(Func<QuantizedGraph, QuantizedGraph> changed)
    {
        var source = Build();
        return string.Join('\n', ConversionVerifier.Violations(new Conversion(source, changed(source), _folded, ConversionRules.Of(Scheme)) { IsCorrected = IsCorrected }));
    }

    /// <summary>The sentences about the graph as it is.</summary>
    public string Unchanged() => With(graph => graph);

    public QuantizedGraph Build()
    {
        var written = _operators.SelectMany(step => step.Outputs).ToHashSet();
        var read = _operators.SelectMany(step => step.Inputs).ToHashSet();
        var computed = Enumerable.Range(0, _tensors.Count).Where(tensor => !_tensors[tensor].IsConstant).ToArray();
        var graph = new QuantizedGraph
        {
            Name = "judged",
            Tensors = [.. _tensors],
            Operators = [.. _operators],
            Inputs = [.. computed.Where(tensor => !written.Contains(tensor))],
            Outputs = [.. computed.Where(tensor => !read.Contains(tensor))],
        };
        graph.Validate();
        return graph;
    }

    private int Add(Tensor tensor)
    {
        _tensors.Add(tensor with { Name = $"t{_tensors.Count}" });
        return _tensors.Count - 1;
    }
}
