using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Recurrent;

/// <summary>
/// UNIDIRECTIONAL_SEQUENCE_LSTM, int8x8_16: int8 sequence, weights and output state, int16 cell state with a power-of-two scale.
/// cell = clip(forget · cell / 2¹⁵ + input · candidate / 2^(30 + log2 s_cell)); hidden = output · tanh(cell) · (2⁻³⁰ / s_hidden) + z_hidden;
/// a projection, where there is one, makes the output of it. Without input gate weights its place is taken by 1 − forget.
/// Source: LstmStepInteger8x8_16 and its parts in TFLite <c>kernels/lstm_eval.cc</c>; tflite-micro <c>kernels/lstm_eval.h</c>.
/// </summary>
/// <remarks>Layer normalization is refused, and under <see cref="RuntimeQuirks.LstmUsesTables"/> all that tflite-micro's kernel does not have.</remarks>
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
    private readonly LstmFunctions _functions;
    private readonly short? _cellClip;
    private readonly sbyte _projectionClip;
    private readonly int _outputStateZeroPoint;
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
        context.Require(outputState.Shape.ElementCount == (long)_sizes.Batches * _sizes.Outputs && cellState.Shape.ElementCount == (long)_sizes.Batches * _sizes.Cells, "the states do not hold a value for each batch and cell.");

        var cellScale = context.ActivationQuantization(cellState);
        var cellExponent = PowerOfTwoScale.Exponent(cellScale.Scale) ?? throw context.Invalid($"the scale of '{cellState.Name}' must be a power of two.");
        context.Require(cellExponent is >= -15 and <= -9, "the scale of the cell state must be 2^-15 to 2^-9.");
        var output = context.ActivationQuantization(outputState);
        _outputStateZeroPoint = output.ZeroPoint;
        _projectionClip = step.ProjClip > 0 ? sbyte.CreateSaturating(step.ProjClip / context.ActivationQuantization(context.Output()).Scale) : (sbyte)0;
        if (context.Arithmetic.Quirks.LstmUsesTables)
        {
            LstmTables.RequirePlain(context, step);
            _functions = new LstmTables(context, cellExponent, cellScale.Scale, output);
            _cellClip = LstmTables.CellClip(step, cellScale.Scale);
        }
        else
        {
            context.Require(step.Intermediates.Length > HiddenIntermediate && step.Intermediates[HiddenIntermediate] >= 0, "the fifth intermediate, the hidden state, is missing.");
            var hidden = context.ActivationQuantization(context.Graph.Tensors[step.Intermediates[HiddenIntermediate]]);

            // In front of a projection TFLite stores v - z, and the product sees v: a zero point of -z.
            var offset = context.HasInput(LstmInputs.ProjectionWeights) ? -hidden.ZeroPoint : hidden.ZeroPoint;
            _functions = new LstmFixedPoint(context, cellExponent, hidden, offset);
            _cellClip = step.CellClip > 0 && short.CreateSaturating(step.CellClip / cellScale.Scale) is > 0 and var clip ? clip : null;
            _projection = context.HasInput(LstmInputs.ProjectionWeights)
                ? new LstmProduct(context, LstmInputs.ProjectionWeights, LstmInputs.ProjectionBias, hidden.Scale, offset, _sizes.Outputs, _sizes.Cells, output.Scale)
                : null;
        }

        _inputGate = context.HasInput(LstmInputs.InputWeights) ? new LstmGate(context, 0, _sizes, cellExponent, _functions) : null;
        _forgetGate = new LstmGate(context, 1, _sizes, cellExponent, _functions);
        _cellGate = new LstmGate(context, 2, _sizes, cellExponent, _functions);
        _outputGate = new LstmGate(context, 3, _sizes, cellExponent, _functions);
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
                Advance(batch, input.Slice(row * _sizes.Inputs, _sizes.Inputs), state, cellState.Slice(batch * _sizes.Cells, _sizes.Cells), hidden, ref overflows);
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

    private void Advance(int batch, ReadOnlySpan<sbyte> input, Span<sbyte> outputState, Span<short> cellState, Span<sbyte> hidden, ref long overflows)
    {
        var register = _accumulator.Register;
        var overflowed = false;
        for (var cell = 0; cell < cellState.Length; cell++)
        {
            // Each gate sees the cell state of its own cell alone, so that cells advance one by one; the output gate sees the new one.
            var state = cellState[cell];
            var forget = _functions.Logistic(_forgetGate.Compute(input, outputState, state, batch, cell, register, ref overflowed));
            var candidate = _functions.Tanh(_cellGate.Compute(input, outputState, state, batch, cell, register, ref overflowed));
            var open = _inputGate is null
                ? (short)(short.MaxValue - forget)
                : _functions.Logistic(_inputGate.Compute(input, outputState, state, batch, cell, register, ref overflowed));
            state = Clip(short.CreateSaturating(_functions.Keep(forget, state) + _functions.Take(open, candidate)));
            cellState[cell] = state;
            hidden[cell] = _functions.Show(_functions.Logistic(_outputGate.Compute(input, outputState, state, batch, cell, register, ref overflowed)), state);
        }

        for (var i = 0; i < outputState.Length; i++)
        {
            outputState[i] = _projection is null
                ? hidden[i]
                : ClipProjection(sbyte.CreateSaturating(_projection.Compute(hidden, i, register, ref overflowed) + _outputStateZeroPoint));
        }

        overflows += overflowed ? outputState.Length : 0;
    }

    private short Clip(short value) => _cellClip is { } clip ? Math.Clamp(value, (short)-clip, clip) : value;

    private sbyte ClipProjection(sbyte value) => _projectionClip > 0 ? Math.Clamp(value, (sbyte)-_projectionClip, _projectionClip) : value;

    private AccumulatorBound Bound()
    {
        var gates = new[] { _inputGate, _forgetGate, _cellGate, _outputGate }.OfType<LstmGate>().SelectMany(gate => gate.Bounds);
        return gates.Concat(_projection is null ? [] : [_projection.Bound]).Aggregate((all, bound) => all.Union(bound));
    }
}
