using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization;

namespace Mrq.Conversion.Tests.Trials;

/// <summary>One conversion, measured: source and target run on the same samples, each in its own arithmetic.</summary>
internal static class Trial
{
    /// <summary>Samples to calibrate with and to measure on: the same, since how well a few small ones speak for others is no question of rules.</summary>
    public const int Samples = 16;

    public const ulong Seed = 1;

    private static readonly ParallelOptions OneThread = new() { MaxDegreeOfParallelism = 1 };

    /// <summary>Converts a graph; calibration needs a single input.</summary>
    public static RequantizedModel Convert(QuantizedGraph source, QuantizationScheme scheme, bool calibrate) =>
        Requantizer.Convert(source, Arithmetic.TFLiteSource, scheme, calibrate ? new UniformSamples(source, Samples, Seed) : null, OneThread);

    /// <summary>The noise of each output.</summary>
    public static ImmutableArray<OutputNoise> Measure(QuantizedGraph source, RequantizedModel converted, QuantizationScheme scheme)
    {
        var samples = new UniformSamples(source, Samples, Seed);
        var (before, after) = (Session(source, Arithmetic.TFLiteSource), Session(converted.Graph, converted.Arithmetic));
        var noise = ImmutableArray.CreateRange(source.Outputs.Select(_ => new OutputNoise()));
        for (var sample = 0; sample < samples.Count; sample++)
        {
            Run(before, samples, sample);
            Run(after, samples, sample);
            for (var output = 0; output < noise.Length; output++)
            {
                noise[output].Add(
                    RealValues.Decode(source.Tensors[source.Outputs[output]], before.Output(output)),
                    RealValues.Decode(converted.Graph.Tensors[converted.Graph.Outputs[output]], after.Output(output), converted.Folded.GetValueOrDefault(converted.Graph.Outputs[output])));
            }
        }

        return noise;
    }

    public static EmulatorSession Session(QuantizedGraph graph, ArithmeticAssignment arithmetic) => new(CompiledGraph.Compile(graph, arithmetic, keepAllTensors: true));

    private static void Run(EmulatorSession session, UniformSamples samples, int sample)
    {
        for (var input = 0; input < session.Graph.Inputs.Length; input++)
        {
            samples.Encode(sample, input, session.Graph.Tensors[session.Graph.Inputs[input]], session.Input(input));
        }

        session.Run();
    }
}
