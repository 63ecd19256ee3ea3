using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Conversion.Tests.Graphs;

/// <summary>The graph of a recipe.</summary>
internal static class RecipeGraph
{
    private const int Size = 5;
    private const int Channels = 3;

    /// <summary>Graph outputs at most; what nobody reads is one.</summary>
    private const int MostOutputs = 3;

    public static QuantizedGraph Build(GraphRecipe recipe, Variation variation = Variation.None)
    {
        var builder = new GraphBuilder(recipe.Source, recipe.Salt, variation);
        builder.Restart(-1);
        var nodes = new List<Node> { Input(builder, recipe, out var input) };
        var (weighted, other) = (new WeightedSteps(builder), new OtherSteps(builder));
        for (var i = 0; i < recipe.Steps.Length; i++)
        {
            builder.Restart(i);
            var step = recipe.Steps[i];
            var (one, two) = (Back(nodes, step.From), Back(nodes, step.With));
            var node = step.Kind switch
            {
                StepKind.Pointwise => weighted.Convolution(one, step, 1),
                StepKind.Convolution => weighted.Convolution(one, step, 3),
                StepKind.Depthwise => weighted.Depthwise(one, step),
                StepKind.FullyConnected => weighted.FullyConnected(one, step),
                StepKind.TransposeConv => weighted.TransposeConv(one, step),
                StepKind.MatMul => other.MatMul(one),
                StepKind.SquaredDifference => other.SquaredDifference(one, two),
                StepKind.ReduceMax => other.ReduceMax(one),
                StepKind.Abs or StepKind.Gelu or StepKind.HardSwish or StepKind.Neg => other.Function(one, step.Kind),
                StepKind.Add or StepKind.Sub or StepKind.Mul => other.Elementwise(one, two, step),
                StepKind.AddConstant => other.AddConstant(one, step),
                StepKind.Concatenation => other.Concatenation(one, two, step),
                StepKind.Maximum => other.Maximum(one, two, step),
                StepKind.MaxPool or StepKind.AveragePool => other.Pool(one, step),
                StepKind.Mean => other.Mean(one, step),
                StepKind.Logistic or StepKind.Tanh or StepKind.Softmax => other.Fixed(one, step),
                StepKind.Quantize or StepKind.Relu or StepKind.Relu6 or StepKind.LeakyRelu => other.Unary(one, step),
                _ => other.Moved(one, step),
            };
            if (node != one)
            {
                nodes.Add(node);
            }
        }

        return Finish(builder, recipe, input, nodes);
    }

    private static Node Back(List<Node> nodes, int back) => nodes[nodes.Count - 1 - (back % nodes.Count)];

    private static Node Input(GraphBuilder builder, GraphRecipe recipe, out int input)
    {
        var grid = builder.Grid(-1, builder.Uniform() < 0.5 ? 1 : 2);
        if (!recipe.IsFloatOutside)
        {
            input = builder.Activation([1, Size, Size, Channels], grid);
            return new Node(input, Size, Size, Channels, 0.2, 0.7);
        }

        input = builder.Add(new Tensor { Name = "real", Type = ElementType.Float32, Shape = new TensorShape(1, Size, Size, Channels) });
        return builder.Append(new Quantize { Inputs = [input], Outputs = [] }, Size, Size, Channels, grid, 0.2, 0.7);
    }

    private static QuantizedGraph Finish(GraphBuilder builder, GraphRecipe recipe, int input, List<Node> nodes)
    {
        var read = builder.Operators.SelectMany(step => step.Inputs).ToHashSet();
        var outputs = nodes.Where(node => !read.Contains(node.Tensor)).Select(node => node.Tensor).TakeLast(MostOutputs).ToList();
        if (recipe.IsFloatOutside)
        {
            outputs = [.. outputs.Select(output =>
            {
                var real = builder.Add(new Tensor { Name = "real", Type = ElementType.Float32, Shape = builder.Tensors[output].Shape });
                builder.Operators.Add(new Dequantize { Inputs = [output], Outputs = [real] });
                return real;
            })];
        }

        var graph = new QuantizedGraph { Name = "random", Tensors = [.. builder.Tensors], Operators = [.. builder.Operators], Inputs = [input], Outputs = [.. outputs] };
        graph.Validate();
        return graph;
    }
}
