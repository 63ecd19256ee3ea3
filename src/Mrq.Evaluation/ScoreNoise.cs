using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation;

/// <summary>
/// How far the scores of two models are apart where they answer with labels. A label is a name: class 15 for class 12 is no noise of 3, so the
/// ratio is taken in front of the final ARG_MAX, on as many samples as layers are compared on.
/// </summary>
internal static class ScoreNoise
{
    /// <summary>10·log10(Σ scores² / Σ difference²) in dB; null where one of the models does not end in an ARG_MAX of as many scores as the other's.</summary>
    public static double? Of(GraphRun source, GraphRun target, Dataset data, ParallelOptions parallel)
    {
        if (ScoreTensor.BehindLabels(source.Graph) is not { } sourceTensor || ScoreTensor.BehindLabels(target.Graph) is not { } targetTensor
            || source.Graph.Tensors[sourceTensor].Shape.ElementCount != target.Graph.Tensors[targetTensor].Shape.ElementCount)
        {
            return null;
        }

        var (sourcePlan, targetPlan) = (source.Compile(), target.Compile());
        var (sourceDecoder, targetDecoder) = (new OutputDecoder(source.Graph.Tensors[sourceTensor]), new OutputDecoder(target.Graph.Tensors[targetTensor]));
        var noise = new SignalToQuantizationNoise[Math.Min(data.Count, LayerAnalysis.MostSamples)];
        Parallel.For(0, noise.Length, parallel, () => (Source: new EmulatorSession(sourcePlan), Target: new EmulatorSession(targetPlan)), (sample, _, sessions) =>
        {
            noise[sample] = new SignalToQuantizationNoise();
            noise[sample].Add(
                Scores(sessions.Source, source.Encoder, sample, sourceTensor, sourceDecoder, parallel),
                Scores(sessions.Target, target.Encoder, sample, targetTensor, targetDecoder, parallel));
            return sessions;
        }, _ => { });
        return SignalToQuantizationNoise.Together(noise);
    }

    private static double[] Scores(EmulatorSession session, InputEncoder encoder, int sample, int tensor, OutputDecoder decoder, ParallelOptions parallel)
    {
        session.Reset();
        encoder.Encode(sample, session.Input(0));
        session.Run(parallel.CancellationToken);
        var values = new double[session.Graph.Tensors[tensor].Shape.ElementCount];
        decoder.Decode(session.Tensor(tensor), values);
        return values;
    }
}
