using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>
/// What the convolution family does with an accumulator: add the bias, requantize by the channel's multiplier, add the
/// output's zero point, clamp.
/// </summary>
internal sealed class OutputStage
{
    private readonly Requantization _requantization;
    private readonly FixedPointMultiplier[] _multipliers;

    /// <summary>Instead of multipliers where FULLY_CONNECTED requantizes in double.</summary>
    private readonly double[]? _factors;
    private readonly long[] _bias;
    private readonly int _zeroPoint;
    private readonly ActivationRange _range;

    private OutputStage(Requantization requantization, FixedPointMultiplier[] multipliers, double[]? factors, long[] bias, int zeroPoint, ActivationRange range, AccumulatorUse accumulator)
    {
        _requantization = requantization;
        _multipliers = multipliers;
        _factors = factors;
        _bias = bias;
        _zeroPoint = zeroPoint;
        _range = range;
        Accumulator = accumulator;
    }

    public Requantization Requantization => _requantization;

    /// <summary>One for each channel; of no use where <see cref="IsDouble"/>.</summary>
    public ReadOnlySpan<FixedPointMultiplier> Multipliers => _multipliers;

    /// <summary>One for each channel.</summary>
    public ReadOnlySpan<long> Bias => _bias;

    public int ZeroPoint => _zeroPoint;

    public ActivationRange Range => _range;

    /// <summary>Whether the accumulator is multiplied in double, as FULLY_CONNECTED of TFLite 2.20 does.</summary>
    public bool IsDouble => _factors is not null;

    public AccumulatorUse Accumulator { get; }

    /// <summary>Instead of both under the formulas of ONNX Runtime.</summary>
    public RealScaling? Scaling { get; private init; }

    /// <summary>Biases that are added to real sums, with what those come from; null where sums have their bias.</summary>
    public RealBias? RealBias { get; private init; }

    /// <summary>Whether the output is real, and a value here is the sum itself.</summary>
    public bool GivesSums { get; private init; }

    /// <summary>What each channel's sums can reach; null where that is known of all together alone.</summary>
    public AccumulatorBound[]? ChannelBounds { get; private init; }

    /// <summary>The stage of a linear operator.</summary>
    /// <param name="context">The operator.</param>
    /// <param name="operands">Where its operands stand and how its multipliers are derived.</param>
    /// <param name="weights">Centered weights; of no account where they are computed.</param>
    /// <param name="arithmetic">The arithmetic of this operator, where it is not the engine's.</param>
    /// <param name="known">What the sums can reach, where that is not for the weights to say.</param>
    public static OutputStage Create(KernelContext context, LinearOperands operands, ReadOnlySpan<short> weights, Arithmetic? arithmetic = null, AccumulatorBound? known = null)
    {
        arithmetic ??= context.Arithmetic;
        var inputTensor = context.Input(operands.Input);
        var input = context.ActivationQuantization(inputTensor);
        var filter = context.Quantization(context.Input(operands.Weights));
        var isReal = arithmetic.Formulas == OperatorFormulas.OnnxRuntime;
        var givesSums = isReal && context.Output().Type == ElementType.Float32;
        var output = givesSums ? new QuantizationParameters(1) : context.ActivationQuantization(context.Output());
        context.Require(
            filter.IsPerTensor || filter.Scales.Length == operands.Channels,
            $"the weights have {filter.Scales.Length} scales for {operands.Channels} output channels.");
        if (inputTensor.Type == ElementType.Int16 && !isReal)
        {
            context.Require(input.ZeroPoint == 0 && output.ZeroPoint == 0, "int16 activations must have zero point 0.");
        }

        var isWide = operands.IsWide(context) || (isReal && inputTensor.Type.BitWidth() == 16);
        var requantization = isWide ? arithmetic.WideRequantization : arithmetic.Requantization;
        var register = isWide ? arithmetic.WideAccumulator : arithmetic.Accumulator;
        context.Require(register.Bits <= 32 || requantization.IsWide, $"{requantization.Method} takes accumulators of 32 bits, not {register.Bits}.");

        var isDouble = operands.FollowsFullyConnectedRule && arithmetic.FullyConnected == FullyConnectedRequantization.Double;
        var factors = new double[isReal ? 0 : operands.Channels];
        for (var channel = 0; channel < factors.Length; channel++)
        {
            factors[channel] = RealMultiplier(input.Scale, filter.ScaleOf(channel), output.Scale, operands.FloatProduct && !isDouble);
        }

        var bias = LinearBias.Read(context, operands, operands.FloatProduct && !isDouble && !isReal ? input.Scale * filter.Scale : null, output.Scale);
        var scaling = isReal ? RealScaling.Create(context, operands) : null;
        if (scaling?.RealBias is not null)
        {
            Array.Clear(bias);
        }

        var (low, high) = inputTensor.Type.IntegerRange();
        var range = (low - input.ZeroPoint, high - input.ZeroPoint);
        var channels = known is null && context.Input(operands.Weights).IsConstant ? AccumulatorBound.OfChannels(weights, operands.ChannelsLast, bias, range) : null;
        var bound = channels is not null ? AccumulatorBound.OfAny(channels) : known ?? BoundOfComputedWeights(context.Input(operands.Weights), operands.Channels, bias, range);
        var realBias = isReal ? null : RealBias.Of(context, operands, output.Scale);
        context.Require(realBias is null || requantization.Method == RequantizationMethod.Float32, $"a bias of real numbers needs sums of real numbers, and {requantization.Method} has none.");
        return new OutputStage(
            requantization,
            isDouble ? [] : [.. factors.Select(requantization.Quantize)],
            isDouble ? factors : null,
            bias,
            output.ZeroPoint,
            givesSums ? new ActivationRange(int.MinValue, int.MaxValue) : ActivationRange.Create(context, operands.FusedActivationFunction, context.Output().Type, output),
            new AccumulatorUse(context.OperatorIndex, bound, register))
        {
            Scaling = scaling,
            GivesSums = givesSums,
            RealBias = realBias,
            ChannelBounds = channels,
        };
    }

    /// <summary>The quantized output for an accumulator without its bias, in a layer whose accumulator is proven not to overflow.</summary>
    public int Apply(int accumulator, int channel) => Requantize(accumulator + _bias[channel], channel);

    /// <summary>The same in a layer that may overflow.</summary>
    public int Apply(long accumulator, int channel, ref bool overflowed) =>
        Requantize(Accumulator.Register.Add(accumulator, _bias[channel], ref overflowed), channel);

    /// <summary>The quantized output for a sum that has its bias.</summary>
    public int Requantize(long sum, int channel)
    {
        if (Scaling is { } scaling)
        {
            if (scaling.IsReference && !GivesSums)
            {
                return _range.Clamp(scaling.Rounded(sum, channel, _zeroPoint));
            }

            // Clamped before it is rounded: the ends are integers, so that both orders give the same.
            return GivesSums ? unchecked((int)sum) : (int)MathF.Round(Math.Clamp(scaling.Steps(sum, channel), (float)_range.Minimum - _zeroPoint, (float)_range.Maximum - _zeroPoint), MidpointRounding.ToEven) + _zeroPoint;
        }

        var scaled = RealBias is { } real ? FloatingPoint.RoundAndClamp(real.Steps(sum, channel), _requantization.Rounding)
            : _factors is null
            ? _requantization.Apply(sum, _multipliers[channel])
            : FloatingPoint.RoundAndClamp(sum * _factors[channel], Rounding.HalfAwayFromZero);

        // 64 bits, because a saturated number plus a zero point need not fit 32.
        return (int)Math.Clamp((long)scaled + _zeroPoint, _range.Minimum, _range.Maximum);
    }

    /// <summary>About what a sum is multiplied by, for guesses alone.</summary>
    public double Factor(int channel) =>
        Scaling is { } scaling ? scaling.Factors[channel] / (double)(scaling.OutputScale ?? 1)
        : _factors?[channel] ?? _multipliers[channel].ToDouble();

    /// <summary>Output steps that a sum of 0 gives, for guesses alone.</summary>
    public double Offset(int channel) => RealBias?.Steps(0, channel) ?? 0;

    /// <summary>By how much the first of two roundings lifts what the second takes for a tie, in output steps; for guesses alone.</summary>
    public double Lift(int channel) =>
        Scaling is null && _factors is null && _requantization.Method == RequantizationMethod.Q31DoubleRounding && _multipliers[channel].Shift < 0 ? Math.ScaleB(1, _multipliers[channel].Shift - 1) : 0;

    /// <summary>Any weight of the type can come.</summary>
    private static AccumulatorBound BoundOfComputedWeights(Tensor weights, int channels, long[] bias, (int Low, int High) input)
    {
        var (low, high) = weights.Type.IntegerRange();
        long zeroPoint = weights.Quantization!.ZeroPoint;
        long[] corners = [(low - zeroPoint) * input.Low, (low - zeroPoint) * input.High, (high - zeroPoint) * input.Low, (high - zeroPoint) * input.High];
        var products = AccumulatorBound.OfSum(weights.Shape.ElementCount / Math.Max(channels, 1), corners.Min(), corners.Max());
        return new AccumulatorBound(
            (long)Int128.Max((Int128)products.Minimum + Math.Min(bias.DefaultIfEmpty().Min(), 0), long.MinValue),
            (long)Int128.Min((Int128)products.Maximum + Math.Max(bias.DefaultIfEmpty().Max(), 0), long.MaxValue));
    }

    private static double RealMultiplier(float input, float weight, float output, bool floatProduct) =>
        floatProduct ? (double)(input * weight) / output : (double)input * weight / output;
}
