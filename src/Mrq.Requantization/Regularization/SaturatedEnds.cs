using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Regularization;

/// <summary>
/// Saturation is part of a network wherever values reach the end of a tensor's range. Where a target's range goes on beyond an end at which
/// the samples often lie, and no fused activation stops it, a MAXIMUM or MINIMUM behind the operator does. In the source it changes no bit.
/// </summary>
internal static class SaturatedEnds
{
    /// <summary>Share of the samples' values at an end from which on the end is meant: ranges that calibration took from the extremes leave a thousandth there.</summary>
    private const double MeantShare = 0.005;

    /// <summary>The same of noise, which goes further than a network's own data.</summary>
    private const double MeantShareOfNoise = 0.01;

    /// <summary>The same of a SOFTMAX's scores for noise: it drives them to ends that the network's own data never reaches.</summary>
    private const double MeantShareOfScores = 0.05;

    /// <summary>What a range may reach beyond the source's, in steps of the target's, before values there count: rounding alone takes one.</summary>
    private const double SlackSteps = 1.5;

    /// <summary>The graph with what keeps the ends, and the statistics of its new tensors; the same graph where nothing is lost.</summary>
    /// <param name="plan">For a regular graph.</param>
    /// <param name="operators">Its operators as the target has them.</param>
    /// <param name="statistics">Values of its activations.</param>
    /// <param name="targetRange">The real values that the target's integers reach, by tensor.</param>
    /// <param name="isNoise">Whether the values come from noise instead of samples.</param>
    public static (QuantizedGraph Graph, IReadOnlyDictionary<int, TensorStatistics> Statistics) Keep(
        ConversionPlan plan, Func<int, Operator> operators, IReadOnlyDictionary<int, TensorStatistics> statistics, Func<int, (double Low, double High)> targetRange, bool isNoise)
    {
        var graph = plan.Graph;
        var scores = graph.Operators.OfType<Softmax>().Select(softmax => softmax.InputAt(0)).ToHashSet();
        var editor = new GraphEditor(graph);
        var extended = new Dictionary<int, TensorStatistics>(statistics);
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            if (graph.Operators[step].Outputs is not [var output] || graph.Operators[step].Traits.MovesIntegers || !statistics.TryGetValue(output, out var values))
            {
                continue;
            }

            var (low, high) = ActivationParameters.Range(graph.Tensors[output]);
            var (targetLow, targetHigh) = targetRange(output);
            var (reachLow, reachHigh) = OperatorReach.Of(graph, operators(step));
            var share = !isNoise ? MeantShare : scores.Contains(output) ? MeantShareOfScores : MeantShareOfNoise;
            var slack = SlackSteps * (targetHigh - targetLow) / ((1L << plan.RuleOf(output).Type.BitWidth()) - 1);
            var held = Held(graph, output);
            var losesLow = !held.Low && values.BottomShare >= share && Math.Max(targetLow, reachLow) < low - slack;
            var losesHigh = !held.High && values.TopShare >= share && Math.Min(targetHigh, reachHigh) > high + slack;
            if (losesLow || losesHigh)
            {
                extended[Clamp(editor, step, losesLow, losesHigh)] = values;
            }
        }

        return extended.Count == statistics.Count ? (graph, statistics) : (editor.Build(), extended);
    }

    /// <summary>The ends of a tensor that all who read it see through a MAXIMUM or MINIMUM with a constant: as they tie their inputs, no constant lies beyond.</summary>
    private static (bool Low, bool High) Held(QuantizedGraph graph, int tensor)
    {
        var (low, high) = (false, false);
        while (!graph.Outputs.Contains(tensor) && graph.Operators.Where(step => step.Inputs.Contains(tensor)).ToList() is [Maximum or Minimum] and [var reader]
            && reader.Inputs.Any(input => graph.Tensors[input].IsConstant))
        {
            (low, high) = reader is Maximum ? (true, high) : (low, true);
            tensor = reader.Outputs[0];
        }

        return (low, high);
    }

    private static int Clamp(GraphEditor editor, int step, bool low, bool high)
    {
        var output = editor[step].Outputs[0];
        var detached = editor.DetachOutput(step, "unclamped");
        var tensor = editor.Tensor(output);
        var (minimum, maximum) = tensor.Type.IntegerRange();
        int Constant(string name, int value) => editor.Add(tensor with { Name = $"{tensor.Name}/{name}", Shape = new TensorShape(1), Data = ConstantActivation.Element(value, tensor.Type) });
        if (low && high)
        {
            var between = editor.Add(tensor with { Name = $"{tensor.Name}/at least" });
            editor.InsertBehind(
                step,
                new Maximum { Inputs = [detached, Constant("minimum", minimum)], Outputs = [between] },
                new Minimum { Inputs = [between, Constant("maximum", maximum)], Outputs = [output] });
        }
        else
        {
            editor.InsertBehind(step, low
                ? new Maximum { Inputs = [detached, Constant("minimum", minimum)], Outputs = [output] }
                : new Minimum { Inputs = [detached, Constant("maximum", maximum)], Outputs = [output] });
        }

        return detached;
    }
}
