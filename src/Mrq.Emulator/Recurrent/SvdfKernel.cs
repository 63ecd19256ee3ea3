using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Recurrent;

/// <summary>
/// SVDF on int8 with a state of int16 (TFLite) or int8 (tflite-micro). For each filter the memory moves on by one and takes
/// clamp(z + Σ w·(x − x_zp) · (s_x·s_w / s_state)); a unit is Σ over its filters and their memories of t·(m − z), plus bias, times
/// (s_state·s_t / s_out), plus zero point. Factors are products in float32.
/// Source: TFLite <c>reference/svdf.h</c>, <c>kernels/svdf.cc</c>; tflite-micro <c>kernels/svdf_common.cc</c>.
/// </summary>
/// <remarks>As in TFLite's integer kernel, a fused activation has no effect.</remarks>
internal sealed class SvdfKernel<TState> : Kernel
    where TState : unmanaged, IBinaryInteger<TState>, IMinMaxValue<TState>
{
    private const int StateInput = 4;
    private readonly int _input;
    private readonly int _state;
    private readonly int _output;
    private readonly int _batches;
    private readonly int _depth;
    private readonly int _filters;
    private readonly int _memory;
    private readonly int _rank;
    private readonly sbyte[] _featureWeights;
    private readonly TState[] _timeWeights;
    private readonly int[] _bias;
    private readonly (int Input, int State, int Output) _zeroPoints;
    private readonly FixedPointMultiplier _featureFactor;
    private readonly FixedPointMultiplier _timeFactor;
    private readonly Requantization _requantization;
    private readonly bool _wraps;
    private readonly AccumulatorUse _accumulator;

    public SvdfKernel(KernelContext context)
    {
        var (input, feature, time, state, output) = (context.Input(0), context.Input(1), context.Input(2), context.Input(StateInput), context.Output());
        _rank = ((Svdf)context.Operator).Rank;
        context.Require(input.Shape.Rank == 2 && feature.Shape.Rank == 2 && time.Shape.Rank == 2 && output.Shape.Rank == 2, "input, weights and output must have two dimensions.");
        (_batches, _depth, _filters, _memory) = (input.Shape[0], input.Shape[1], feature.Shape[0], time.Shape[1]);
        context.Require(feature.Shape[1] == _depth && time.Shape[0] == _filters && _memory > 0, $"weights {feature.Shape} and {time.Shape} do not fit an input of {_depth} values.");
        context.Require(_rank > 0 && _filters % _rank == 0, $"{_filters} filters are no whole number of units of rank {_rank}.");
        context.Require(output.Shape[0] == _batches && output.Shape[1] == _filters / _rank, $"the output {output.Shape} is not {_batches} times {_filters / _rank} units.");
        context.Require(state.IsVariable && state.Shape.ElementCount == (long)_batches * _filters * _memory, $"the state '{state.Name}' must be a variable of {_batches} x {_memory * _filters} values.");
        context.Require(time.Type == state.Type, "time weights and state differ in type.");

        var (inputScale, stateScale, outputScale) = (context.ActivationQuantization(input), context.ActivationQuantization(state), context.ActivationQuantization(output));
        context.Require(state.Type != ElementType.Int16 || stateScale.ZeroPoint == 0, "an int16 state must have zero point 0.");
        _requantization = context.Arithmetic.Requantization;
        _wraps = context.Arithmetic.Quirks.SvdfStateWraps;
        _featureFactor = _requantization.Quantize(inputScale.Scale * context.Quantization(feature).Scale / stateScale.Scale);
        _timeFactor = _requantization.Quantize(stateScale.Scale * context.Quantization(time).Scale / outputScale.Scale);
        _zeroPoints = (inputScale.ZeroPoint, stateScale.ZeroPoint, outputScale.ZeroPoint);
        _featureWeights = context.Constant<sbyte>(1).ToArray();
        _timeWeights = context.Constant<TState>(2).ToArray();
        _bias = context.HasInput(3) ? context.Constant<int>(3).ToArray() : new int[_filters / _rank];
        context.Require(_bias.Length == _filters / _rank, $"the bias has {_bias.Length} values for {_filters / _rank} units.");
        (_input, _state, _output) = (context.InputIndex(0), context.InputIndex(StateInput), context.OutputIndex());
        _accumulator = new AccumulatorUse(context.OperatorIndex, Bound(state.Type.IntegerRange()), context.Arithmetic.Accumulator);
    }

    public override AccumulatorUse Accumulator => _accumulator;

    public override void Run(TensorMemory memory)
    {
        var input = memory.Elements<sbyte>(_input);
        var state = memory.Elements<TState>(_state);
        var output = memory.Elements<sbyte>(_output);
        var overflows = 0L;
        for (var batch = 0; batch < _batches; batch++)
        {
            var values = input.Slice(batch * _depth, _depth);
            var filters = state.Slice(batch * _filters * _memory, _filters * _memory);
            for (var filter = 0; filter < _filters; filter++)
            {
                var past = filters.Slice(filter * _memory, _memory);
                past[1..].CopyTo(past);
                past[^1] = Remember(values, filter, ref overflows);
            }

            for (var unit = 0; unit < _bias.Length; unit++)
            {
                output[(batch * _bias.Length) + unit] = Compute(filters, unit, ref overflows);
            }
        }

        memory.ReportOverflows(_accumulator, overflows);
    }

    private TState Remember(ReadOnlySpan<sbyte> values, int filter, ref long overflows)
    {
        var weights = _featureWeights.AsSpan(filter * _depth, _depth);
        var (sum, overflowed) = (0L, false);
        for (var i = 0; i < values.Length; i++)
        {
            sum = _accumulator.Register.Add(sum, (long)weights[i] * (values[i] - _zeroPoints.Input), ref overflowed);
        }

        overflows += overflowed ? 1 : 0;
        var scaled = (long)_requantization.Apply(sum, _featureFactor);
        return _wraps
            ? TState.CreateTruncating(long.CreateTruncating(TState.CreateSaturating(scaled)) + _zeroPoints.State)
            : TState.CreateSaturating(scaled + _zeroPoints.State);
    }

    private sbyte Compute(ReadOnlySpan<TState> filters, int unit, ref long overflows)
    {
        var taps = _rank * _memory;
        var weights = _timeWeights.AsSpan(unit * taps, taps);
        var past = filters.Slice(unit * taps, taps);
        var overflowed = false;
        long sum = _bias[unit];
        for (var i = 0; i < taps; i++)
        {
            sum = _accumulator.Register.Add(sum, long.CreateTruncating(weights[i]) * (int.CreateTruncating(past[i]) - _zeroPoints.State), ref overflowed);
        }

        overflows += overflowed ? 1 : 0;
        return sbyte.CreateSaturating((long)_requantization.Apply(sum, _timeFactor) + _zeroPoints.Output);
    }

    /// <summary>Both sums go through the same register.</summary>
    private AccumulatorBound Bound((int Minimum, int Maximum) state)
    {
        var feature = AccumulatorBound.OfWeights(
            Array.ConvertAll(_featureWeights, weight => (short)weight), channelsLast: false, new long[_filters], (sbyte.MinValue - _zeroPoints.Input, sbyte.MaxValue - _zeroPoints.Input));
        var time = AccumulatorBound.OfWeights(
            Array.ConvertAll(_timeWeights, short.CreateTruncating),
            channelsLast: false,
            Array.ConvertAll(_bias, bias => (long)bias),
            (state.Minimum - _zeroPoints.State, state.Maximum - _zeroPoints.State));
        return feature.Union(time);
    }
}
