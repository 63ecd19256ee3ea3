using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Tests;

/// <summary>Tensors of one-operator graphs, and what comes out of such a graph.</summary>
internal static class SmallTensors
{
    public static Tensor Of(ElementType type, float scale, int zeroPoint, params ReadOnlySpan<int> shape) => new()
    {
        Name = "activation",
        Type = type,
        Shape = new TensorShape(shape),
        Quantization = new QuantizationParameters(scale, zeroPoint),
    };

    public static Tensor Axes(params int[] axes) => new()
    {
        Name = "axes",
        Type = ElementType.Int32,
        Shape = new TensorShape(axes.Length),
        Data = MemoryMarshal.AsBytes<int>(axes).ToArray(),
    };

    /// <summary>The output for inputs of one type.</summary>
    public static TOut[] Run<TIn, TOut>(this QuantizedGraph graph, Arithmetic arithmetic, params TIn[][] inputs)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        var session = new EmulatorSession(CompiledGraph.Compile(graph, arithmetic));
        session.SetInputs(MemoryMarshal.AsBytes<TIn>(inputs.SelectMany(input => input).ToArray()));
        session.Run();
        return MemoryMarshal.Cast<byte, TOut>(session.Output(0)).ToArray();
    }

    public static T[] Run<T>(this QuantizedGraph graph, params T[][] inputs)
        where T : unmanaged => graph.Run<T, T>(Arithmetic.TFLite, inputs);

    public static void AssertRefused(this QuantizedGraph graph)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(graph, Arithmetic.TFLite));
        Assert.AreEqual(MrqCodes.InvalidOperator, error.Code);
    }
}
