using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>Operators with a memory. ONNX has none: it comes in by one input more and goes out by one output more.</summary>
internal static class RecurrentLowerer
{
    private const int State = 4;

    /// <summary>
    /// SVDF as a matrix product of the input and the feature weights, which moves into each filter's memory, and a convolution of all memories, in groups of the filters that
    /// make one unit.
    /// </summary>
    public static void Svdf(LoweringContext context, GraphStep step)
    {
        var svdf = (Svdf)step.Operator;
        var (data, feature, time, result) = (step.Input(0).Shape, step.Input(1).Shape, step.Input(2).Shape, step.Output().Shape);
        UnwritableException.Require(data.Rank == 2 && feature.Rank == 2 && time.Rank == 2 && result.Rank == 2 && feature[1] == data[1] && time[0] == feature[0] && time[1] > 0, "weights do not fit the input");
        var (batches, filters, memory, units) = (data[0], feature[0], time[1], result[1]);
        UnwritableException.Require(svdf.Rank > 0 && filters == (long)units * svdf.Rank && result[0] == batches, "filters do not make the output's units");
        UnwritableException.Require(step.Input(State).Shape.ElementCount == (long)batches * filters * memory, "the state has another size than the memories");

        var input = context.Plain(svdf.Inputs[0]);
        var weights = LinearWeights.Of(context, svdf.Inputs[1], [0, 1]);
        var past = context.State(svdf.Inputs[State]);
        var features = context.Between(past, "feature", new TensorShape(batches, filters));
        MatrixLowerer.Multiply(context, input, weights, bias: null, features, ActivationLimits.None);
        var memories = Remembered(context, past, features, memory);

        // [filters, memory] as [units, rank, 1, memory].
        var kernel = LinearWeights.Of(context, svdf.Inputs[2], context.ArrayOf(svdf.Inputs[2]).Reshaped(new TensorShape(units, svdf.Rank, 1, memory)), axis => axis);
        UnwritableException.Require(kernel.Parameters is { IsPerTensor: true }, "time weights with several scales");
        var bias = LinearWeights.Bias(context, svdf, memories, kernel);
        var output = context.Define(svdf.Outputs[0], isChannelsFirst: false);
        var image = context.Between(output, "units", new TensorShape(batches, units, 1, 1));
        AttributeProto[] attributes = [NodeAttributes.Ints("kernel_shape", 1, memory), NodeAttributes.Int("group", units)];
        ConvolutionLowerer.Convolve(context, memories, kernel, bias, image, ActivationLimits.None, attributes);
        context.Reshape(image, output);
    }

    /// <summary>The memories without their oldest values, and the new ones behind them: [batches, filters, 1, memory]. They are the next state.</summary>
    private static LoweredValue Remembered(LoweringContext context, LoweredValue past, LoweredValue features, int memory)
    {
        var (batches, filters) = (features.Shape[0], features.Shape[1]);
        var newest = context.Between(past, "newest", new TensorShape(batches, filters, 1, 1));
        context.Reshape(features, newest);
        var memories = newest;
        if (memory > 1)
        {
            var before = context.Between(past, "memories", new TensorShape(batches, filters, 1, memory));
            context.Reshape(past, before);
            var kept = context.Between(past, "kept", new TensorShape(batches, filters, 1, memory - 1));
            context.Move("Slice", before, kept, [context.Nodes.Integers($"{kept.Name}_starts", 1), context.Nodes.Integers($"{kept.Name}_ends", memory), context.Nodes.Integers($"{kept.Name}_axes", 3)]);
            memories = context.Between(past, "moved", before.Shape);
            MovementLowerer.Join(context, [kept, newest], memories, axis: 3);
        }

        context.Reshape(memories, context.NextState(past));
        return memories;
    }
}
