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
    /// <summary>The input gate is the one that may be missing.</summary>
    public const int MostGates = 4;
    private const int HiddenIntermediate = 4;
    private readonly int _input;
    private readonly int _output;
    private readonly int _outputState;
    private readonly int _cellState;
    private readonly bool _timeMajor;
    private readonly short? _cellClip;
    private readonly sbyte _projectionClip;
    private readonly int _outputStateZeroPoint;

    public LstmKernel(KernelContext context)
    {
        var step = (UnidirectionalSequenceLstm)context.Operator;
        context.Require(step.Inputs.Length >= LstmInputs.LayerNormalization, $"there must be {LstmInputs.Count} inputs.");
        context.Require(!step.DiagonalRecurrentTensors, "diagonal recurrent tensors are defined for float only.");
        context.Require(!Enumerable.Range(LstmInputs.LayerNormalization, 4).Any(context.HasInput), "an LSTM with layer normalization is not emulated.");
        var (outputState, cellState) = (context.Input(LstmInputs.OutputState), context.Input(LstmInputs.CellState));
        context.Require(outputState is { IsVariable: true, Type: ElementType.Int8 } && cellState is { IsVariable: true, Type: ElementType.Int16 }, "the states must be variables of INT8 and INT16.");
        _timeMajor = step.TimeMajor;
        Sizes = SizesOf(context, step);
        context.Require(outputState.Shape.ElementCount == (long)Sizes.Batches * Sizes.Outputs && cellState.Shape.ElementCount == (long)Sizes.Batches * Sizes.Cells, "the states do not hold a value for each batch and cell.");

        var cellScale = context.ActivationQuantization(cellState);
        var cellExponent = PowerOfTwoScale.Exponent(cellScale.Scale) ?? throw context.Invalid($"the scale of '{cellState.Name}' must be a power of two.");
        context.Require(cellExponent is >= -15 and <= -9, "the scale of the cell state must be 2^-15 to 2^-9.");
        var output = context.ActivationQuantization(outputState);
        _outputStateZeroPoint = output.ZeroPoint;
        _projectionClip = step.ProjClip > 0 ? sbyte.CreateSaturating(step.ProjClip / context.ActivationQuantization(context.Output()).Scale) : (sbyte)0;
        if (context.Arithmetic.Quirks.LstmUsesTables)
        {
            LstmTables.RequirePlain(context, step);
            Functions = new LstmTables(context, cellExponent, cellScale.Scale, output);
            _cellClip = LstmTables.CellClip(step, cellScale.Scale);
        }
        else
        {
            context.Require(step.Intermediates.Length > HiddenIntermediate && step.Intermediates[HiddenIntermediate] >= 0, "the fifth intermediate, the hidden state, is missing.");
            var hidden = context.ActivationQuantization(context.Graph.Tensors[step.Intermediates[HiddenIntermediate]]);

            // In front of a projection TFLite stores v - z, and the product sees v: a zero point of -z.
            var offset = context.HasInput(LstmInputs.ProjectionWeights) ? -hidden.ZeroPoint : hidden.ZeroPoint;
            Functions = new LstmFixedPoint(context, cellExponent, hidden, offset);
            _cellClip = step.CellClip > 0 && short.CreateSaturating(step.CellClip / cellScale.Scale) is > 0 and var clip ? clip : null;
            Projection = context.HasInput(LstmInputs.ProjectionWeights)
                ? new LstmProduct(context, LstmInputs.ProjectionWeights, LstmInputs.ProjectionBias, hidden.Scale, offset, Sizes.Outputs, Sizes.Cells, output.Scale)
                : null;
        }

        Gates = [.. Enumerable.Range(0, MostGates).Where(gate => gate > 0 || context.HasInput(LstmInputs.InputWeights)).Select(gate => new LstmGate(context, gate, Sizes, cellExponent, Functions))];
        context.Require(Projection is not null || Sizes.Outputs == Sizes.Cells, "without a projection there are as many outputs as cells.");
        (_input, _output) = (context.InputIndex(0), context.OutputIndex());
        (_outputState, _cellState) = (context.InputIndex(LstmInputs.OutputState), context.InputIndex(LstmInputs.CellState));
        Accumulator = new AccumulatorUse(context.OperatorIndex, Bound(), context.Arithmetic.Accumulator);
    }

    public override AccumulatorUse Accumulator { get; }

    public LstmSizes Sizes { get; }

    /// <summary>Input, forget, cell and output gate; the last three where there are no more.</summary>
    public LstmGate[] Gates { get; }

    public LstmFunctions Functions { get; }

    /// <summary>What makes the output of the hidden state; null where it is the output.</summary>
    public LstmProduct? Projection { get; }

    public override void Run(TensorMemory memory)
    {
        var run = Begin(memory);
        Span<sbyte> hidden = stackalloc sbyte[Sizes.Cells];
        var overflows = 0L;

        // In the order of memory: batches know nothing of one another, and of each batch the steps come one after the other in both orders.
        for (var row = 0; row < Sizes.Batches * Sizes.Steps; row++)
        {
            var batch = BatchOf(row);
            var state = run.OutputStateOf(batch, Sizes);
            Advance(batch, run.Input.Slice(row * Sizes.Inputs, Sizes.Inputs), state, run.CellStateOf(batch, Sizes), hidden, ref overflows);
            state.CopyTo(run.Output.Slice(row * Sizes.Outputs, Sizes.Outputs));
        }

        memory.ReportOverflows(Accumulator, overflows);
    }

    public LstmRun Begin(TensorMemory memory) =>
        new(memory.Elements<sbyte>(_input), memory.Elements<sbyte>(_output), memory.Elements<sbyte>(_outputState), memory.Elements<short>(_cellState));

    /// <summary>The batch that a row of the sequence belongs to.</summary>
    public int BatchOf(int row) => _timeMajor ? row % Sizes.Batches : row / Sizes.Steps;

    /// <summary>One cell by a step, and what it shows. Each gate sees the state of its own cell alone, so that cells advance one by one; the output gate sees the new one.</summary>
    /// <param name="sums">The gates without peepholes.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="state">Its state.</param>
    public sbyte Advance(ReadOnlySpan<short> sums, int batch, int cell, ref short state)
    {
        var first = Gates.Length - MostGates;
        var forget = Functions.Logistic(Gates[first + 1].Peep(sums[first + 1], state, batch, cell));
        var candidate = Functions.Tanh(Gates[first + 2].Peep(sums[first + 2], state, batch, cell));
        var open = first < 0 ? (short)(short.MaxValue - forget) : Functions.Logistic(Gates[0].Peep(sums[0], state, batch, cell));
        state = Clip(short.CreateSaturating(Functions.Keep(forget, state) + Functions.Take(open, candidate)));
        return Functions.Show(Functions.Logistic(Gates[first + 3].Peep(sums[first + 3], state, batch, cell)), Functions.TanhOfCell(state));
    }

    /// <summary>The output of a requantized product of the projection.</summary>
    public sbyte Projected(long product) => ClipProjection(sbyte.CreateSaturating(product + _outputStateZeroPoint));

    private static LstmSizes SizesOf(KernelContext context, UnidirectionalSequenceLstm step)
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
        var register = Accumulator.Register;
        var overflowed = false;
        Span<short> sums = stackalloc short[MostGates];
        for (var cell = 0; cell < cellState.Length; cell++)
        {
            for (var gate = 0; gate < Gates.Length; gate++)
            {
                sums[gate] = Gates[gate].Sum(input, outputState, cell, register, ref overflowed);
            }

            hidden[cell] = Advance(sums, batch, cell, ref cellState[cell]);
        }

        for (var i = 0; i < outputState.Length; i++)
        {
            outputState[i] = Projection is null ? hidden[i] : Projected(Projection.Compute(hidden, i, register, ref overflowed));
        }

        overflows += overflowed ? outputState.Length : 0;
    }

    private short Clip(short value) => _cellClip is { } clip ? Math.Clamp(value, (short)-clip, clip) : value;

    private sbyte ClipProjection(sbyte value) => _projectionClip > 0 ? Math.Clamp(value, (sbyte)-_projectionClip, _projectionClip) : value;

    private AccumulatorBound Bound()
    {
        var gates = Gates.SelectMany(gate => gate.Bounds);
        return gates.Concat(Projection is null ? [] : [Projection.Bound]).Aggregate((all, bound) => all.Union(bound));
    }
}
