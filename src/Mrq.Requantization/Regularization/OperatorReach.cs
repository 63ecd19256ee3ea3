using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Regularization;

/// <summary>The real values that an operator can compute from its inputs' ranges, before its output's range ends them: interval arithmetic, infinite where weights decide.</summary>
internal static class OperatorReach
{
    private static readonly (double Low, double High) Everything = (double.NegativeInfinity, double.PositiveInfinity);

    public static (double Low, double High) Of(QuantizedGraph graph, Operator step)
    {
        (double Low, double High) Input(int input) =>
            graph.Tensors[step.Inputs[input]] is var tensor && ActivationParameters.IsQuantized(tensor) ? ActivationParameters.Range(tensor) : Everything;
        var (low, high) = step switch
        {
            Softmax or Logistic => (0, 1),
            Tanh or L2Normalization => (-1, 1),
            HardSwish => (Math.Max(-0.375, Math.Min(0, Input(0).Low)), Math.Max(0, Input(0).High)),
            LeakyRelu leaky => (Math.Min(Input(0).Low * leaky.Alpha, Input(0).Low), Math.Max(0, Input(0).High)),
            Exp or Sqrt or Rsqrt or SquaredDifference => (0, double.PositiveInfinity),
            Abs => (0, Math.Max(Math.Abs(Input(0).Low), Math.Abs(Input(0).High))),
            Elu => (Math.Max(-1, Math.Min(0, Input(0).Low)), Math.Max(0, Input(0).High)),
            Gelu => (Math.Max(-0.17, Math.Min(0, Input(0).Low)), Math.Max(0, Input(0).High)),
            Table table when ConvertedTables.CanConvert(graph, table) => ConvertedTables.Reach(graph, table),
            LogSoftmax => (double.NegativeInfinity, 0),
            Relu or Relu6 or ReluN1To1 or Quantize or Mean => Input(0),
            Add => (Input(0).Low + Input(1).Low, Input(0).High + Input(1).High),
            Sub => (Input(0).Low - Input(1).High, Input(0).High - Input(1).Low),
            Mul => Product(Input(0), Input(1)),
            _ when step.Traits.MovesIntegers && step.Outputs.Length > 0 && ActivationParameters.IsQuantized(graph.Tensors[step.Outputs[0]]) => ActivationParameters.Range(graph.Tensors[step.Outputs[0]]),
            _ => Everything,
        };
        return Within((low, high), FusedActivation.Bounds(step));
    }

    private static (double Low, double High) Within((double Low, double High) range, (double Low, double High) bounds) =>
        (Math.Clamp(range.Low, bounds.Low, bounds.High), Math.Clamp(range.High, bounds.Low, bounds.High));

    private static (double Low, double High) Product((double Low, double High) left, (double Low, double High) right)
    {
        double[] corners = [left.Low * right.Low, left.Low * right.High, left.High * right.Low, left.High * right.High];
        return corners.Any(double.IsNaN) ? Everything : (corners.Min(), corners.Max());
    }
}
