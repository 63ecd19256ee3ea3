using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats;

namespace Mrq;

/// <summary>A converted graph as a file that was read back once: what is delivered is what was measured.</summary>
internal static class WrittenModel
{
    /// <summary>The file's bytes.</summary>
    /// <param name="model">The file that the source came from.</param>
    /// <param name="graph">What it is to hold.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.Internal"/> at a tensor of which the file says anything else than the graph.</exception>
    public static byte[] Bytes(ModelDocument model, QuantizedGraph graph)
    {
        var bytes = model.Write(graph);
        var written = model.Format.Read(bytes).Graph;
        for (var i = 0; i < graph.Tensors.Length; i++)
        {
            var (expected, actual) = (graph.Tensors[i], written.Tensors[i]);
            if (expected.Type != actual.Type || !Equals(expected.Quantization, actual.Quantization)
                || !(expected.Data ?? default).Span.SequenceEqual((actual.Data ?? default).Span))
            {
                throw new MrqException(MrqCodes.Internal, "the written model differs from the converted one; please report it.", new MrqPlace(Tensor: expected.Name));
            }
        }

        return bytes;
    }
}
