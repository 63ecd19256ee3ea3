using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

/// <summary>
/// UNIDIRECTIONAL_SEQUENCE_LSTM, int8x8_16: int8 sequence, weights and output state, int16 cell state with a power-of-two scale.
/// cell = clip(forget · cell / 2¹⁵ + input · candidate / 2^(30 + log2 s_cell)); hidden = output · tanh(cell) · (2⁻³⁰ / s_hidden) − z_hidden;
/// a projection, where there is one, makes the output of it. Without input gate weights its place is taken by 1 − forget.
/// Source: LstmStepInteger8x8_16 and its parts in TFLite <c>kernels/lstm_eval.cc</c>, parameters in <c>kernels/unidirectional_sequence_lstm.cc</c>.
/// </summary>
/// <remarks>
/// Read, not verified against TFLite's bytes: there are no expected outputs at hand. TFLite's source subtracts the hidden zero point
/// where one would expect it to be added; converters give 0 or have the projection's bias undo it. tflite-micro's kernel is another one (its gates saturate
/// separately and use a table). Layer normalization is refused.
/// </remarks>
internal sealed class LstmKernel : Kernel
{
    private const int HiddenIntermediate = 4;
    private readonly int _input;
    private readonly int _output;
    private readonly int _outputState;
    private readonly int _cellState;
    private readonly LstmSizes _sizes;
    private readonly bool _timeMajor;
    private readonly LstmGate? _inputGate;
    private readonly LstmGate _forgetGate;
    private readonly LstmGate _cellGate;
    private readonly LstmGate _outputGate;
    private readonly LstmProduct? _projection;
    private readonly int _cellExponent;
    private readonly short _cellClip;
    private readonly sbyte _projectionClip;
    private readonly FixedPointMultiplier _hiddenFactor;
    private readonly int _hiddenZeroPoint;
    private readonly int _outputStateZeroPoint;
    private readonly Requantization _requantization;
    private readonly AccumulatorUse _accumulator;

    public LstmKernel(KernelContext context)
    {
        var step = (UnidirectionalSequenceLstm)context.Operator;
        context.Require(step.Inputs.Length >= LstmInputs.LayerNormalization, $"there must be {LstmInputs.Count} inputs.");
        context.Require(!step.DiagonalRecurrentTensors, "diagonal recurrent tensors are defined for float only.");
        context.Require(!Enumerable.Range(LstmInputs.LayerNormalization, 4).Any(context.HasInput), "an LSTM with layer normalization is not emulated.");
        var (outputState, cellState) = (context.Input(LstmInputs.OutputState), context.Input(LstmInputs.CellState));
        context.Require(outputState is { IsVariable: true, Type: ElementType.Int8 } && cellState is { IsVariable: true, Type: ElementType.Int16 }, "the states must be variables of INT8 and INT16.");
        _timeMajor = step.TimeMajor;
        _sizes = Sizes(context, step);
        context.Require(outputState.Shape.ElementCount == _sizes.Batches * _sizes.Outputs && cellState.Shape.ElementCount == _sizes.Batches * _sizes.Cells, "the states do not hold a value for each batch and cell.");

        var cellScale = context.ActivationQuantization(cellState);
        _cellExponent = PowerOfTwoScale.Exponent(cellScale.Scale) ?? throw context.Invalid($"the scale of '{cellState.Name}' must be a power of two.");
        context.Require(_cellExponent is >= -15 and <= -9, "the scale of the cell state must be 2^-15 to 2^-9.");
        _cellClip = step.CellClip > 0 ? short.CreateSaturating(step.CellClip / cellScale.Scale) : (short)0;
        _projectionClip = step.ProjClip > 0 ? sbyte.CreateSaturating(step.ProjClip / context.ActivationQuantization(context.Output()).Scale) : (sbyte)0;
        _inputGate = context.HasInput(LstmInputs.InputWeights) ? new LstmGate(context, 0, _sizes, _cellExponent) : null;
        _forgetGate = new LstmGate(context, 1, _sizes, _cellExponent);
        _cellGate = new LstmGate(context, 2, _sizes, _cellExponent);
        _outputGate = new LstmGate(context, 3, _sizes, _cellExponent);

        context.Require(step.Intermediates.Length > HiddenIntermediate, "the fifth intermediate, the hidden state, is missing.");
        var hidden = context.Graph.Tensors[step.Intermediates[HiddenIntermediate]];
        var hiddenScale = context.ActivationQuantization(hidden);
        _requantization = context.Arithmetic.Requantization;
        _hiddenFactor = context.Arithmetic.ForFunctions.Quantize((float)(Math.ScaleB(1, -15) / hiddenScale.Scale * Math.ScaleB(1, -15)));
        _hiddenZeroPoint = hiddenScale.ZeroPoint;
        _outputStateZeroPoint = context.ActivationQuantization(outputState).ZeroPoint;
        if (context.HasInput(LstmInputs.ProjectionWeights))
        {
            // The stored hidden value is v - z, so the product sees v: a zero point of -z.
            var stored = hidden with { Quantization = new QuantizationParameters(hiddenScale.Scale, -_hiddenZeroPoint) };
            _projection = new LstmProduct(context, LstmInputs.ProjectionWeights, LstmInputs.ProjectionBias, stored, _sizes.Outputs, _sizes.Cells, context.Quantization(outputState).Scale);
        }

        context.Require(_projection is not null || _sizes.Outputs == _sizes.Cells, "without a projection there are as many outputs as cells.");
        (_input, _output) = (context.InputIndex(0), context.OutputIndex());
        (_outputState, _cellState) = (context.InputIndex(LstmInputs.OutputState), context.InputIndex(LstmInputs.CellState));
        _accumulator = new AccumulatorUse(context.OperatorIndex, Bound(), context.Arithmetic.Accumulator);
    }

    public override AccumulatorUse Accumulator => _accumulator;

    public override void Run(TensorMemory memory)
    {
        var input = memory.Elements<sbyte>(_input);
        var output = memory.Elements<sbyte>(_output);
        var outputState = memory.Elements<sbyte>(_outputState);
        var cellState = memory.Elements<short>(_cellState);
        Span<sbyte> hidden = stackalloc sbyte[_sizes.Cells];
        var overflows = 0L;
        for (var step = 0; step < _sizes.Steps; step++)
        {
            for (var batch = 0; batch < _sizes.Batches; batch++)
            {
                var row = _timeMajor ? (step * _sizes.Batches) + batch : (batch * _sizes.Steps) + step;
                var state = outputState.Slice(batch * _sizes.Outputs, _sizes.Outputs);
                Advance(input.Slice(row * _sizes.Inputs, _sizes.Inputs), state, cellState.Slice(batch * _sizes.Cells, _sizes.Cells), hidden, ref overflows);
                state.CopyTo(output.Slice(row * _sizes.Outputs, _sizes.Outputs));
            }
        }

        memory.ReportOverflows(_accumulator, overflows);
    }

    private static LstmSizes Sizes(KernelContext context, UnidirectionalSequenceLstm step)
    {
        var (shape, output, weights) = (context.Input(0).Shape, context.Output().Shape, context.Input(LstmInputs.InputWeights + 1).Shape);
        context.Require(shape.Rank == 3 && output.Rank == 3 && weights.Rank == 2, "input and output must have three dimensions, the weights two.");
        context.Require(shape[0] == output[0] && shape[1] == output[1], "input and output differ in batch or time.");
        const int mostCells = 1 << 14;
        context.Require(weights[0] is > 0 and <= mostCells, $"there must be 1 to {mostCells} cells.");
        return step.TimeMajor
            ? new LstmSizes(shape[1], shape[0], shape[2], weights[0], output[2])
            : new LstmSizes(shape[0], shape[1], shape[2], weights[0], output[2]);
    }

    private void Advance(ReadOnlySpan<sbyte> input, Span<sbyte> outputState, Span<short> cellState, Span<sbyte> hidden, ref long overflows)
    {
        var register = _accumulator.Register;
        var overflowed = false;
        for (var cell = 0; cell < cellState.Length; cell++)
        {
            // Each gate sees the cell state of its own cell alone, so that cells advance one by one; the output gate sees the new one.
            var forget = _forgetGate.Compute(input, outputState, cellState, cell, register, ref overflowed);
            var candidate = _cellGate.Compute(input, outputState, cellState, cell, register, ref overflowed);
            var open = _inputGate?.Compute(input, outputState, cellState, cell, register, ref overflowed) ?? (short)(short.MaxValue - forget);
            var kept = unchecked((short)FixedPoint.RoundingDivideByPot(forget * cellState[cell], 15));
            var added = unchecked((short)FixedPoint.RoundingDivideByPot(open * candidate, 30 + _cellExponent));
            cellState[cell] = Clip(short.CreateSaturating(kept + added));

            var gate = _outputGate.Compute(input, outputState, cellState, cell, register, ref overflowed);
            var product = gate * Int16FixedPoint.Tanh(cellState[cell], 15 + _cellExponent);
            hidden[cell] = sbyte.CreateSaturating((long)_requantization.Apply(product, _hiddenFactor) - _hiddenZeroPoint);
        }

        for (var i = 0; i < outputState.Length; i++)
        {
            outputState[i] = _projection is null
                ? hidden[i]
                : ClipProjection(sbyte.CreateSaturating(_projection.Compute(hidden, i, register, ref overflowed) + _outputStateZeroPoint));
        }

        overflows += overflowed ? outputState.Length : 0;
    }

    private short Clip(short value) => _cellClip > 0 ? Math.Clamp(value, (short)-_cellClip, _cellClip) : value;

    private sbyte ClipProjection(sbyte value) => _projectionClip > 0 ? Math.Clamp(value, (sbyte)-_projectionClip, _projectionClip) : value;

    private AccumulatorBound Bound()
    {
        var gates = new[] { _inputGate, _forgetGate, _cellGate, _outputGate }.OfType<LstmGate>().SelectMany(gate => gate.Bounds);
        return gates.Concat(_projection is null ? [] : [_projection.Bound]).Aggregate((all, bound) => all.Union(bound));
    }
}
