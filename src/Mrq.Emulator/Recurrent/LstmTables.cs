using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Recurrent;

/// <summary>
/// tflite-micro's LSTM: functions by the int16 table of LOGISTIC and TANH, every product saturated to its own type, gates multiplied by
/// fixed-point multipliers as MUL does, and the hidden state in the output state's scale. Source: tflite-micro <c>kernels/lstm_eval.h</c>,
/// <c>lstm_eval.cc</c>, <c>lstm_eval_common.cc</c>.
/// </summary>
internal sealed class LstmTables : LstmFunctions
{
    /// <summary>A step of Q3.12 is this many of the table's 1 / (3 · 4096).</summary>
    private const int GateMultiplier = 3;
    private readonly Arithmetic _arithmetic;
    private readonly (int Multiplier, int Shift) _ofCell;
    private readonly FixedPointMultiplier _keep;
    private readonly FixedPointMultiplier _take;
    private readonly FixedPointMultiplier _show;
    private readonly int _zeroPoint;

    /// <param name="context">The operator.</param>
    /// <param name="cellExponent">The cell state's scale is 2 to this.</param>
    /// <param name="cellScale">The scale itself, which need not be that power to the last bit.</param>
    /// <param name="outputState">Scale and zero point of the output state.</param>
    public LstmTables(KernelContext context, int cellExponent, float cellScale, QuantizationParameters outputState)
    {
        _arithmetic = context.Arithmetic.ForFunctions;
        _ofCell = cellExponent >= -12 ? (GateMultiplier << (cellExponent + 12), 0) : (GateMultiplier, -12 - cellExponent);
        _keep = _arithmetic.Quantize(Math.ScaleB(1, -15));
        _take = _arithmetic.Quantize(Math.ScaleB(1, -30) / cellScale);
        _show = _arithmetic.Quantize(Math.ScaleB(1, -30) / outputState.Scale);
        _zeroPoint = outputState.ZeroPoint;
    }

    /// <summary>tflite-micro has the LSTM of Keras alone.</summary>
    public static void RequirePlain(KernelContext context, UnidirectionalSequenceLstm step)
    {
        context.Require(context.HasInput(LstmInputs.InputWeights), "tflite-micro has no LSTM without input gate weights.");
        context.Require(!Enumerable.Range(LstmInputs.Peephole, 3).Any(context.HasInput), "tflite-micro has no LSTM with peephole weights.");
        context.Require(!context.HasInput(LstmInputs.ProjectionWeights), "tflite-micro has no LSTM with a projection.");
        context.Require(step.FusedActivationFunction == ActivationFunctionType.Tanh, "tflite-micro takes only TANH as the activation of an LSTM.");
    }

    /// <summary>The bound of the cell state, which may be 0; null for none.</summary>
    public static short? CellClip(UnidirectionalSequenceLstm step, float cellScale) =>
        step.CellClip > 0 ? (short)Math.Clamp((double)step.CellClip / cellScale, short.MinValue, short.MaxValue) : null;

    public override short Add(long ofInput, long ofOutputState) =>
        short.CreateSaturating(short.CreateSaturating(ofInput) + short.CreateSaturating(ofOutputState));

    public override short Logistic(short gate) => SigmoidTable.Logistic(gate, GateMultiplier, 0);

    public override short Tanh(short gate) => SigmoidTable.Tanh(gate, GateMultiplier, 0);

    public override short Keep(short forget, short cell) => short.CreateSaturating(_arithmetic.Multiply(forget * cell, _keep));

    public override short Take(short open, short candidate) => short.CreateSaturating(_arithmetic.Multiply(open * candidate, _take));

    public override short TanhOfCell(short cell) => SigmoidTable.Tanh(cell, _ofCell.Multiplier, _ofCell.Shift);

    public override sbyte Show(short gate, short tanhOfCell) => sbyte.CreateSaturating((long)_arithmetic.Multiply(tanhOfCell * gate, _show) + _zeroPoint);
}
