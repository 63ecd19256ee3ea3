using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Tests;

/// <summary>Graphs of one operator, made by hand and run.</summary>
internal static class OneOperatorGraph
{
    /// <summary>The operator on these tensors: inputs first, outputs after them. What is no constant is the graph's input.</summary>
    public static QuantizedGraph Of(Operator step, Tensor[] inputs, params Tensor[] outputs) => new()
    {
        Name = "main",
        Tensors = [.. inputs, .. outputs],
        Operators = [step with { Inputs = [.. Enumerable.Range(0, inputs.Length)], Outputs = [.. Enumerable.Range(inputs.Length, outputs.Length)] }],
        Inputs = [.. Enumerable.Range(0, inputs.Length).Where(i => !inputs[i].IsConstant)],
        Outputs = [.. Enumerable.Range(inputs.Length, outputs.Length)],
    };

    /// <summary>All outputs, one after the other, of a graph with the first input given.</summary>
    public static T[] Run<T>(this QuantizedGraph graph, params T[] input)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(graph.RunBytes(MemoryMarshal.AsBytes(input.AsSpan()), Arithmetic.TFLite)).ToArray();

    public static byte[] RunBytes(this QuantizedGraph graph, ReadOnlySpan<byte> inputs, Arithmetic arithmetic)
    {
        graph.Validate();
        var session = new EmulatorSession(CompiledGraph.Compile(graph, arithmetic));
        session.SetInputs(inputs);
        session.Run();
        return session.Outputs();
    }

    /// <summary>The operator is refused as one that TFLite would refuse, too.</summary>
    public static void AssertInvalid(this QuantizedGraph graph)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(graph, Arithmetic.TFLite));
        Assert.AreEqual(MrqCodes.InvalidOperator, error.Code, error.Message);
    }

    public static Tensor Values(ElementType type, params int[] shape) => new() { Name = "values", Type = type, Shape = new TensorShape(shape) };

    public static Tensor Bytes(params int[] shape) => Values(ElementType.UInt8, shape);

    public static Tensor Quantized(ElementType type, float scale, int zeroPoint, params int[] shape) =>
        Values(type, shape) with { Quantization = new QuantizationParameters(scale, zeroPoint) };

    public static Tensor Integers(params int[] values) => Integers([values.Length], values);

    public static Tensor Integers(ImmutableArray<int> shape, params int[] values) => new()
    {
        Name = "integers",
        Type = ElementType.Int32,
        Shape = new TensorShape(shape.AsSpan()),
        Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
    };

    public static Tensor Integers64(params long[] values) => new()
    {
        Name = "integers",
        Type = ElementType.Int64,
        Shape = new TensorShape(values.Length),
        Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
    };
}
