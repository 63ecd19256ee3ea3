using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Plan;

/// <summary>About how many steps a sample takes. Shapes say it before anything runs, and a file of a few bytes can ask for years.</summary>
internal static class SampleCost
{
    /// <summary>Steps that any model may take.</summary>
    private const double Free = 1L << 30;

    /// <summary>Further steps for each byte of weights: as often as the pixels of the largest video frame meet a weight.</summary>
    private const double PerWeight = 1L << 21;

    /// <summary>What an element costs where it is not one product of many: the slowest take twenty times a product's time.</summary>
    private const double PerElement = 16;

    /// <summary>The steps of a graph whose operators are known to fit their shapes.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.TooDemanding"/> with the operator that takes most.</exception>
    /// <param name="graph">The graph.</param>
    /// <param name="ofCallee">The steps of a graph that it calls. How often a WHILE runs nothing says; it counts once.</param>
    public static double Of(QuantizedGraph graph, Func<int, double> ofCallee)
    {
        var constants = graph.Operators.SelectMany(step => step.Inputs).Where(tensor => tensor >= 0).Distinct().Sum(tensor => (double)(graph.Tensors[tensor].Data?.Length ?? 0));
        var (total, largest) = (0d, 0);
        for (var i = 0; i < graph.Operators.Length; i++)
        {
            total += Cost(i);
            largest = Cost(i) > Cost(largest) ? i : largest;
        }

        return total <= Free + (PerWeight * constants)
            ? total
            : throw new MrqException(MrqCodes.TooDemanding, "one sample takes more products than weights of this size ever meet.", new MrqPlace(Operator: graph.Describe(largest)));

        double Cost(int step) => Of(graph, graph.Operators[step]) + graph.Operators[step].Callees.Sum(ofCallee);
    }

    private static double Of(QuantizedGraph graph, Operator step)
    {
        double Elements(int? tensor) => tensor is { } index ? graph.Tensors[index].Shape.Dimensions.Aggregate(1d, (product, dimension) => product * dimension) : 0;
        double Image(int? tensor) => tensor is { } index && graph.Tensors[index].Shape is { Rank: 4 } shape ? (double)shape[1] * shape[2] : 0;
        var outputs = step.Outputs.Sum(output => Elements(output));
        return step switch
        {
            Conv2D or FullyConnected or TransposeConv => outputs * Elements(step.InputAt(1)) / Math.Max(1, graph.Tensors[step.Inputs[1]].Shape[0]),
            BatchMatMul product => outputs * Math.Max(1d, product.Inputs is [>= 0 and var left, ..] && graph.Tensors[left].Shape is { Rank: >= 2 } shape ? shape[product.AdjX ? ^2 : ^1] : 1),
            DepthwiseConv2D => outputs * Image(step.InputAt(1)),
            AveragePool2D pool => outputs * Math.Min((double)pool.FilterHeight * pool.FilterWidth, Image(step.InputAt(0))),
            MaxPool2D pool => outputs * Math.Min((double)pool.FilterHeight * pool.FilterWidth, Image(step.InputAt(0))),
            LceBconv2d => Elements(step.Outputs[0]) * (graph.Tensors[step.Outputs[0]].Type == ElementType.Int32 ? 32 : 1) * Elements(step.InputAt(1)) / Math.Max(1, graph.Tensors[step.Inputs[1]].Shape[0]),
            LceBMaxPool2d pool => outputs * Math.Min((double)pool.FilterHeight * pool.FilterWidth, Image(step.InputAt(0))),
            DetectionPostProcess detection => PerElement * Pairs(graph, detection),
            _ => PerElement * (outputs + step.Inputs.Sum(input => input >= 0 ? Elements(input) : 0)),
        };
    }

    /// <summary>Each box that stays is compared with all others, in each of the classes that are gone through by themselves.</summary>
    private static double Pairs(QuantizedGraph graph, DetectionPostProcess step)
    {
        double boxes = graph.Tensors[step.Inputs[0]].Shape[1];
        return boxes * (step.UseRegularNms ? (double)step.NumClasses * Math.Min(boxes, step.DetectionsPerClass) : step.NumClasses + Math.Min(boxes, step.MaxDetections));
    }
}
