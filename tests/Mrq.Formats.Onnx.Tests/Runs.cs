using Mrq.Core.Numerics;
using Mrq.Emulator;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Runs a model on raw bytes of all inputs in their order.</summary>
internal static class Runs
{
    /// <summary>The bytes of all outputs, by what the model's own runtime computes.</summary>
    public static byte[] Of(OnnxModel model, ReadOnlySpan<byte> inputs, KernelSet kernels = KernelSet.Fast, ArithmeticAssignment? arithmetic = null)
    {
        var session = new EmulatorSession(CompiledGraph.Compile(model.Graph, arithmetic ?? model.ArithmeticOf(model.Graph), kernels));
        for (var i = 0; i < session.Graph.Inputs.Length; i++)
        {
            var input = session.Input(i);
            inputs[..input.Length].CopyTo(input);
            inputs = inputs[input.Length..];
        }

        Assert.IsTrue(inputs.IsEmpty, "the case has more bytes than the model has inputs");
        session.Run();
        return [.. Enumerable.Range(0, session.Graph.Outputs.Length).SelectMany(i => session.Output(i).ToArray())];
    }

    /// <summary>How many bytes differ, and the first of them.</summary>
    public static string Difference(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (expected.Length != actual.Length)
        {
            return $"{actual.Length} bytes instead of {expected.Length}";
        }

        var (count, first) = (0, -1);
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i] != actual[i])
            {
                (count, first) = (count + 1, first < 0 ? i : first);
            }
        }

        return count == 0 ? "" : $"{count} of {expected.Length} bytes differ, first at {first}: {actual[first]} instead of {expected[first]}";
    }
}
