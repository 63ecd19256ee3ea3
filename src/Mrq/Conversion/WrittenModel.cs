using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Formats;

namespace Mrq;

/// <summary>A converted graph as a file that was read back once: what is delivered is what was measured.</summary>
internal static class WrittenModel
{
    /// <summary>The file's bytes.</summary>
    /// <param name="model">The file that the source came from.</param>
    /// <param name="graph">What it is to hold.</param>
    /// <param name="isComputed">Whether the emulator computes all of it.</param>
    /// <param name="others">What further graphs of the file are to be, by their numbers; null for what they are.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.Internal"/> at a tensor of which the file says anything else than the graph.</exception>
    public static byte[] Bytes(ModelDocument model, QuantizedGraph graph, bool isComputed = true, IReadOnlyDictionary<int, QuantizedGraph>? others = null)
    {
        others ??= ImmutableDictionary<int, QuantizedGraph>.Empty;
        var bytes = model.WriteAll(graph, others);
        var read = model.ReadBack(bytes);
        var written = read.Graph;
        if (!model.KeepsTensors)
        {
            if (isComputed)
            {
                RequireSameOutputs(model, graph, written);
            }

            return bytes;
        }

        RequireSameTensors(graph, written);
        foreach (var (number, other) in others)
        {
            RequireSameTensors(other, read.Graphs[number]);
        }

        return bytes;
    }

    private static void RequireSameTensors(QuantizedGraph graph, QuantizedGraph written)
    {
        for (var i = 0; i < graph.Tensors.Length; i++)
        {
            var (expected, actual) = (graph.Tensors[i], written.Tensors[i]);
            if (expected.Type != actual.Type || !Equals(expected.Quantization, actual.Quantization)
                || !(expected.Data ?? default).Span.SequenceEqual((actual.Data ?? default).Span))
            {
                throw Different(expected.Name);
            }
        }
    }

    /// <summary>Where tensors have no places to be compared at, both graphs compute the same outputs from the same inputs.</summary>
    private static void RequireSameOutputs(ModelDocument model, QuantizedGraph graph, QuantizedGraph written)
    {
        // Where the runtime has no quantized operator for some types it computes them all in real numbers: in a comparison both graphs do.
        var arithmetic = EmulatorCoverage.Missing(graph, model.Format.NativeArithmetic).Count == 0 ? model.Format.NativeArithmetic : Arithmetic.OnnxRuntimeUnfused;
        var (expected, actual) = (Session(arithmetic, graph), Session(arithmetic, written));
        var random = new Random(1);
        for (var input = 0; input < graph.Inputs.Length; input++)
        {
            var (own, other) = (graph.Tensors[graph.Inputs[input]], written.Tensors[written.Inputs[input]]);
            if (own.Type != other.Type || !Equals(own.Quantization, other.Quantization))
            {
                throw Different(own.Name);
            }

            var bytes = expected.Input(input);
            random.NextBytes(bytes);
            if (own.Type == ElementType.Float32)
            {
                foreach (ref var value in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes))
                {
                    value = (random.NextSingle() * 8) - 4;
                }
            }

            bytes.CopyTo(actual.Input(input));
        }

        expected.Run();
        actual.Run();
        for (var output = 0; output < graph.Outputs.Length; output++)
        {
            if (!expected.Output(output).SequenceEqual(actual.Output(output)))
            {
                throw Different(FirstDifference(expected, actual) ?? graph.Tensors[graph.Outputs[output]].Name);
            }
        }
    }

    /// <summary>The first tensor that both graphs have, in the order of execution, and that is not the same.</summary>
    private static string? FirstDifference(EmulatorSession expected, EmulatorSession actual)
    {
        var others = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var tensor = 0; tensor < actual.Graph.Tensors.Length; tensor++)
        {
            others.TryAdd(actual.Graph.Tensors[tensor].Name, tensor);
        }

        return expected.Graph.Operators.SelectMany(step => step.Outputs)
            .Where(tensor => others.TryGetValue(expected.Graph.Tensors[tensor].Name, out var other) && expected.Graph.Tensors[tensor].Shape == actual.Graph.Tensors[other].Shape && !expected.Value(tensor).SequenceEqual(actual.Value(other)))
            .Select(tensor => expected.Graph.Tensors[tensor].Name)
            .FirstOrDefault();
    }

    private static EmulatorSession Session(Arithmetic arithmetic, QuantizedGraph graph) => new(CompiledGraph.Compile(graph, arithmetic, keepAllTensors: true));

    private static MrqException Different(string tensor) => new(MrqCodes.Internal, "the written model differs from the converted one; please report it.", new MrqPlace(Tensor: tensor));
}
