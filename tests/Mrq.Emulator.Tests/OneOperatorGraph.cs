using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Tests;

/// <summary>Graphs of one operator, made by hand and run.</summary>
internal static class OneOperatorGraph
{
    /// <summary>The operator on these tensors: inputs first, the one output last. What is no constant is the graph's input.</summary>
    public static QuantizedGraph Of(Operator step, params ImmutableArray<Tensor> tensors) => Of(step, [.. tensors[..^1]], tensors[^1]);

    /// <summary>The operator on these tensors, with any number of outputs.</summary>
    public static QuantizedGraph Of(Operator step, Tensor[] inputs, params Tensor[] outputs) => new()
    {
        Name = "main",
        Tensors = [.. inputs, .. outputs],
        Operators = [step with { Inputs = [.. Enumerable.Range(0, inputs.Length)], Outputs = [.. Enumerable.Range(inputs.Length, outputs.Length)] }],
        Inputs = [.. Enumerable.Range(0, inputs.Length).Where(i => !inputs[i].IsConstant)],
        Outputs = [.. Enumerable.Range(inputs.Length, outputs.Length)],
    };

    /// <summary>All outputs, one after the other, for the first input alone.</summary>
    public static T[] Run<T>(this QuantizedGraph graph, params T[] input)
        where T : unmanaged => graph.Run<T, T>(Arithmetic.TFLite, input);

    /// <summary>All outputs, one after the other, for inputs of one type.</summary>
    public static T[] Run<T>(this QuantizedGraph graph, params T[][] inputs)
        where T : unmanaged => graph.Run<T, T>(Arithmetic.TFLite, inputs);

    public static TOut[] Run<TIn, TOut>(this QuantizedGraph graph, Arithmetic arithmetic, params TIn[][] inputs)
        where TIn : unmanaged
        where TOut : unmanaged =>
        MemoryMarshal.Cast<byte, TOut>(graph.RunBytes(MemoryMarshal.AsBytes<TIn>(inputs.SelectMany(input => input).ToArray()), arithmetic)).ToArray();

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
}
