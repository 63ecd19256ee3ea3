using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics.Detections;

/// <summary>
/// Which of a model's outputs are the four of TFLite_Detection_PostProcess: boxes (top, left, bottom, right, from 0 to 1), their classes, their scores, and how many boxes count. Where that operator
/// makes them it says so; else their order does.
/// </summary>
/// <param name="Boxes">The place of the boxes among the outputs.</param>
/// <param name="Classes">That of the classes.</param>
/// <param name="Scores">That of the scores.</param>
/// <param name="Number">That of the number of boxes.</param>
internal sealed record DetectionOutputs(int Boxes, int Classes, int Scores, int Number)
{
    private const int Sides = 4;

    /// <exception cref="Mrq.Core.Diagnostics.MrqException"><see cref="Mrq.Core.Diagnostics.MrqCodes.DatasetDoesNotFit"/> where the outputs are others.</exception>
    public static DetectionOutputs Of(MetricSubject subject)
    {
        var graph = subject.Graph!;
        var outputs = new DetectionOutputs(0, 1, 2, 3);
        if (graph.Operators.OfType<DetectionPostProcess>().FirstOrDefault() is { Outputs: var made } && made.Take(Sides).All(graph.Outputs.Contains) && made.Length >= Sides)
        {
            outputs = new DetectionOutputs(graph.Outputs.IndexOf(made[0]), graph.Outputs.IndexOf(made[1]), graph.Outputs.IndexOf(made[2]), graph.Outputs.IndexOf(made[3]));
        }

        return graph.Outputs.Length >= Sides && outputs.Fit(place => graph.Tensors[graph.Outputs[place]].Shape)
            ? outputs
            : throw DatasetErrors.DoesNotFit(
                $"The model's outputs are {string.Join(", ", graph.Outputs.Select(output => graph.Tensors[output].Shape.ToString()))}; map needs those of TFLite_Detection_PostProcess: boxes [1, n, 4], classes [1, n], scores [1, n] and their number.", subject.Source.Tensor.Name);
    }

    /// <summary>What a model finds, in the order of its outputs; what is no number is found by nobody.</summary>
    public IReadOnlyList<FoundBox> Read(IReadOnlyList<double[]> outputs)
    {
        var (boxes, classes, scores) = (outputs[Boxes], outputs[Classes], outputs[Scores]);
        var number = outputs[Number][0];
        var count = double.IsNaN(number) ? 0 : (int)Math.Clamp(Math.Round(number), 0, scores.Length);
        var found = new List<FoundBox>(count);
        for (var i = 0; i < count; i++)
        {
            var sides = boxes.AsSpan(i * Sides, Sides);
            if (double.IsFinite(scores[i]) && double.IsFinite(classes[i]) && double.IsFinite(sides[0] + sides[1] + sides[2] + sides[3]))
            {
                found.Add(new FoundBox((int)Math.Clamp(Math.Round(classes[i]), int.MinValue, int.MaxValue), scores[i], new Box(sides[0], sides[1], sides[2], sides[3])));
            }
        }

        return found;
    }

    private bool Fit(Func<int, TensorShape> shape) => shape(Scores).ElementCount is var count
        && shape(Boxes) is { Rank: >= 2 } boxes && boxes[^1] == Sides && boxes.ElementCount == Sides * count && shape(Classes).ElementCount == count && shape(Number).ElementCount == 1;
}
