using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Conversion.Tests.Trials;

/// <summary>
/// How much noise a scheme's resolution alone explains, found without converting anything: the source runs again with each tensor disturbed
/// as though it had been rounded to the scheme's covering grid. An activation's disturbance has the variance (S² + s²)/12, S being the target's step
/// and s the source's, whose own rounding falls elsewhere in the target; a graph input's S²/12, a copy's none; weights' S²/12 where their grid cannot be kept.
/// Whatever operators do to noise, amplify, average, clamp or square it, they do to the disturbances, too.
/// </summary>
internal static class ResolutionBound
{
    /// <summary>Weights and operands are disturbed anew at least so many times.</summary>
    private const int Realizations = 4;

    /// <summary>Few values say little of a variance: small outputs are disturbed until there are so many of them.</summary>
    private const int EnoughValues = 3000;

    /// <summary>The noise of each output.</summary>
    public static ImmutableArray<OutputNoise> Of(QuantizedGraph source, QuantizationScheme scheme)
    {
        var samples = new UniformSamples(source, Trial.Samples, Trial.Seed);
        var noise = ImmutableArray.CreateRange(source.Outputs.Select(_ => new OutputNoise()));
        var clean = Trial.Session(source, Arithmetic.TFLiteSource);
        var dither = new Dither(seed: 5);
        var values = source.Outputs.Min(output => source.Tensors[output].Shape.ElementCount) * samples.Count;
        var runs = (int)Math.Clamp(EnoughValues / values, 1, 16);
        for (var realization = 0; realization < Realizations * runs; realization++)
        {
            var disturbed = Trial.Session(WithDisturbedConstants(source, scheme, dither), Arithmetic.TFLiteSource);
            for (var sample = realization % Realizations; sample < samples.Count; sample += Realizations)
            {
                for (var input = 0; input < source.Inputs.Length; input++)
                {
                    var tensor = source.Tensors[source.Inputs[input]];
                    samples.Encode(sample, input, tensor, clean.Input(input));
                    samples.Encode(sample, input, tensor, disturbed.Input(input));
                    if (Facts.IsActivation(tensor) && CoveringGrid.StepOf(source, source.Inputs[input], scheme.Activations) / tensor.Quantization!.Scale is var ratio && Math.Abs(ratio - 1) > 1e-6)
                    {
                        dither.Add(tensor.Type, disturbed.Input(input), ratio * ratio / 12);
                    }
                }

                clean.Run();
                for (var step = 0; step < source.Operators.Length; step++)
                {
                    disturbed.RunStep(step);
                    foreach (var output in source.Operators[step].Outputs.Where(output => Facts.IsActivation(source.Tensors[output]) && !Facts.IsCopy(source, source.Operators[step])))
                    {
                        var ratio = CoveringGrid.StepOf(source, output, scheme.Activations) / source.Tensors[output].Quantization!.Scale;
                        dither.Add(source.Tensors[output].Type, disturbed.Tensor(output), ((ratio * ratio) + 1) / 12);
                    }
                }

                for (var output = 0; output < noise.Length; output++)
                {
                    var tensor = source.Tensors[source.Outputs[output]];
                    noise[output].Add(RealValues.Decode(tensor, clean.Output(output)), RealValues.Decode(tensor, disturbed.Output(output)));
                }
            }
        }

        return noise;
    }

    private static QuantizedGraph WithDisturbedConstants(QuantizedGraph source, QuantizationScheme scheme, Dither dither)
    {
        var disturbed = new Dictionary<int, Tensor>();
        foreach (var step in source.Operators)
        {
            var weights = Facts.WeightsOf(source, step);
            if (weights is { } found)
            {
                disturbed.TryAdd(found.Tensor, DisturbedWeights(source.Tensors[found.Tensor], found.Axis, step is FullyConnected ? scheme.Weights with { Granularity = Granularity.PerTensor } : scheme.Weights, dither));
            }

            foreach (var operand in step.Inputs.Where(input => input >= 0 && input != weights?.Tensor && source.Tensors[input].IsConstant && Facts.IsActivation(source.Tensors[input])))
            {
                var tensor = source.Tensors[operand];
                var ratio = CoveringGrid.StepOf(source, operand, scheme.Activations) / tensor.Quantization!.Scale;
                disturbed.TryAdd(operand, With(tensor, dither, _ => Math.Abs(ratio - 1) > 1e-6 ? ratio * ratio / 12 : 0));
            }
        }

        return source.WithTensors(disturbed);
    }

    private static Tensor DisturbedWeights(Tensor weights, int axis, TensorRule rule, Dither dither)
    {
        var quantization = weights.Quantization!;
        var channels = weights.Shape[axis];
        int ChannelOf(int index) => axis == 0 ? index / (int)(weights.Shape.ElementCount / channels) : index % channels;
        var largest = new double[channels];
        for (var i = 0; i < weights.Shape.ElementCount; i++)
        {
            var channel = ChannelOf(i);
            var zeroPoint = quantization.ZeroPoints[quantization.IsPerTensor ? 0 : channel];
            largest[channel] = Math.Max(largest[channel], quantization.ScaleOf(channel) * (double)Math.Abs(weights.Type.IntegerAt(weights.Data!.Value.Span, i) - zeroPoint));
        }

        var isPerTensor = rule.Granularity == Granularity.PerTensor;
        var variances = Enumerable.Range(0, channels).Select(channel =>
        {
            double own = quantization.ScaleOf(channel);
            var ratio = CoveringGrid.StepOfWeights(rule, isPerTensor && !quantization.IsPerTensor ? 0 : own, isPerTensor ? largest.Max() : largest[channel]) / own;
            return Math.Abs(ratio - 1) > 1e-6 ? ratio * ratio / 12 : 0;
        }).ToArray();
        return With(weights, dither, index => variances[ChannelOf(index)]);
    }

    private static Tensor With(Tensor constant, Dither dither, Func<int, double> variance)
    {
        var data = constant.Data!.Value.ToArray();
        dither.Add(constant.Type, data, variance);
        return constant with { Data = data };
    }
}
