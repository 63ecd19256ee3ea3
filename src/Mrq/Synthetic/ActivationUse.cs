using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;

namespace Mrq.Synthetic;

/// <summary>
/// How well samples use what a quantized network can tell apart: whoever quantized it laid each activation's integers over what real samples gave, so that samples like those come near both ends and hardly ever past them.
/// </summary>
/// <param name="Least">The share of its range that the activation with the least share of it gets.</param>
/// <param name="Median">The share of their ranges that half of the activations get at least.</param>
/// <param name="Saturated">The greatest share of values at an end that is no bound of the operator.</param>
internal sealed record ActivationUse(double Least, double Median, double Saturated)
{
    /// <summary>More samples say the same.</summary>
    public const int Samples = 16;

    private const double LeastMedian = 0.4;
    private const double MostSaturated = 0.03;

    /// <summary>
    /// Whether samples may be what the network was trained on. Real keywords leave MLPerf Tiny's network half of its activations 0.64 of their ranges or more, and 0.5 % at an end; features of another front end 26 % at an end,
    /// noise 8 %.
    /// </summary>
    public bool IsPlausible => Median >= LeastMedian && Saturated <= MostSaturated;

    /// <summary>Of the activations of layers that have integers of their own.</summary>
    public static ActivationUse? Of(QuantizedGraph graph, Arithmetic native, Dataset samples)
    {
        var tensors = graph.Operators
            .Where(step => step is Conv2D or DepthwiseConv2D or FullyConnected or Add)
            .Select(step => step.Outputs[0])
            .Concat(graph.Inputs)
            .Distinct()
            .Where(tensor => graph.Tensors[tensor] is { Type: ElementType.Int8 or ElementType.UInt8, Quantization.IsPerTensor: true })
            .ToArray();
        if (tensors.Length == 0)
        {
            return null;
        }

        var counts = tensors.Select(_ => new long[256]).ToArray();
        var (session, encoder) = (new EmulatorSession(CompiledGraph.Compile(graph, native, keepAllTensors: true)), SampleEncoder.Create(samples, graph, graph));
        foreach (var sample in samples.Samples().Take(Samples))
        {
            using (sample)
            {
                session.Reset();
                encoder.Encode(sample, session);
            }

            session.Run();
            for (var i = 0; i < tensors.Length; i++)
            {
                var offset = graph.Tensors[tensors[i]].Type.IntegerRange().Minimum;
                foreach (var value in session.Value(tensors[i]))
                {
                    counts[i][(byte)(value - offset)]++;
                }
            }
        }

        var shares = tensors.Select((tensor, i) => (Array.FindLastIndex(counts[i], count => count > 0) - Array.FindIndex(counts[i], count => count > 0)) / 255d).Order().ToArray();
        var saturated = tensors.Select((tensor, i) =>
        {
            var zero = (int)graph.Tensors[tensor].Quantization!.ZeroPoints[0] - graph.Tensors[tensor].Type.IntegerRange().Minimum;
            double all = counts[i].Sum();
            return Math.Max(zero <= 0 ? 0 : counts[i][0] / all, counts[i][255] / all);
        }).Max();
        return new ActivationUse(shares[0], shares[shares.Length / 2], saturated);
    }
}
