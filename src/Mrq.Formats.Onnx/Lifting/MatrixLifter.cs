using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>Gemm and MatMul of every form with a constant right side: FULLY_CONNECTED, whose weights are [outputs, depth].</summary>
internal static class MatrixLifter
{
    public static void Gemm(LiftingContext context, OnnxNode node)
    {
        if (!WeightReader.IsQuantized(context, node, 0, 1))
        {
            Real(context, node, node.Int("transB", 0) != 0, biasSlot: 2);
            return;
        }

        var input = context.Operand(node, 0)!;
        LiftingContext.Require(node.Int("transA", 0) == 0 && input.Shape.Rank == 2, "the left matrix is transposed, or none");
        LiftingContext.Require(node.Float("beta", 1) == 1 || !node.HasInput(2), "beta is not 1");
        input = Scaled(context, node, input);
        var isTransposed = node.Int("transB", 0) != 0;
        var weights = WeightReader.Weights(context, node, 1, channelAxis: isTransposed ? 0 : 1);
        Linear(context, node, input, weights, isTransposed, biasSlot: 2, isGemm: true);
    }

    public static void MatMul(LiftingContext context, OnnxNode node)
    {
        if (context.Input(node, 1).Constant is null)
        {
            BatchProduct(context, node);
            return;
        }

        if (!WeightReader.IsQuantized(context, node, 0, 1))
        {
            Real(context, node, isTransposed: false, biasSlot: int.MaxValue);
            return;
        }

        var input = context.Operand(node, 0)!;
        var rank = context.Input(node, 1).Shape.Rank;
        var weights = WeightReader.Weights(context, node, 1, channelAxis: rank - 1);
        if (rank <= 2)
        {
            Linear(context, node, input, weights, isTransposed: false, biasSlot: int.MaxValue, isGemm: false);
            return;
        }

        var shape = MatrixStack.OutputShape(input, weights);
        var group = context.GroupOf(node, shape) is { CoversLimits: true } closed ? closed : throw new UnmappedException("a product of stacks of matrices whose result stays real");
        MatrixStack.Emit(context, input, weights, group.Output, Int8Rule.OfProduct(context, input, group.Output));
        context.Close(group);
    }

    /// <summary>A product of two activations.</summary>
    private static void BatchProduct(LiftingContext context, OnnxNode node)
    {
        var (left, right) = (context.Input(node, 0), context.Input(node, 1));
        var shape = ProductShape(left.Shape, right.Shape);
        if (left is { Integers: { Parameters.IsPerTensor: true } a, Function: null } && right is { Integers: { Parameters.IsPerTensor: true } b, Function: null } && context.GroupOf(node, shape) is { CoversLimits: true, Output.Parameters.IsPerTensor: true } group)
        {
            var computation = Int8Rule.OfProduct(context, a, group.Output);
            var isFused = computation != OnnxComputation.Unfused && Int8Rule.OfProduct(context, b, group.Output) != OnnxComputation.Unfused;
            EmitProduct(context, a, b, group.Output, isFused ? computation : OnnxComputation.Unfused);
            context.Close(group);
            return;
        }

        var (first, second) = (MovementLifter.Moved(left), MovementLifter.Moved(right));
        LiftingContext.Require(left.Type == ElementType.Float32 && right.Type == ElementType.Float32 && first.Parameters is null or { IsPerTensor: true } && second.Parameters is null or { IsPerTensor: true }, "matrices of integers that nothing gives a meaning, or of several scales");
        var real = new Value { Name = node.Output(), Type = ElementType.Float32, Shape = shape };
        EmitProduct(context, left, right, real, OnnxComputation.Unfused);
        context.Define(node.Output(), real);
    }

    private static void EmitProduct(LiftingContext context, Value left, Value right, Value result, OnnxComputation computation) =>
        context.Builder.Emit(new BatchMatMul { Inputs = [context.Builder.Plain(left), context.Builder.Plain(right)], Outputs = [context.Builder.NewPlain(result)] }, computation);

    private static TensorShape ProductShape(TensorShape left, TensorShape right)
    {
        LiftingContext.Require(left.Rank >= 2 && right.Rank >= 2 && left[^1] == right[^2], $"matrices {left} and {right} do not fit each other");
        var stack = ShapeRules.Broadcast(new TensorShape(left.Dimensions.AsSpan()[..^2]), new TensorShape(right.Dimensions.AsSpan()[..^2])) ?? throw new UnmappedException($"stacks of matrices {left} and {right} do not broadcast");
        return new TensorShape([.. stack.Dimensions, left[^2], right[^1]]);
    }

    /// <summary>a, scale, zero point, b, scale, zero point, y scale, y zero point.</summary>
    public static void QLinearMatMul(LiftingContext context, OnnxNode node)
    {
        if (context.Input(node, 3).Constant is null)
        {
            var (first, second) = (context.Operand(node, 0, 1, 2), context.Operand(node, 3, 4, 5));
            LiftingContext.Require(first.Parameters is { IsPerTensor: true } && second.Parameters is { IsPerTensor: true }, "channels of an activation have scales of their own");
            var product = context.Result(node, 6, 7, ProductShape(first.Shape, second.Shape));
            EmitProduct(context, first, second, product, OnnxComputation.Fused);
            context.Define(node.Output(), product);
            return;
        }

        var input = context.Operand(node, 0, 1, 2);
        var rank = context.Input(node, 3).Shape.Rank;
        var weights = WeightReader.Checked(context.Operand(node, 3, 4, 5, axis: -1), channelAxis: rank - 1);
        if (rank > 2)
        {
            var stack = context.Result(node, 6, 7, MatrixStack.OutputShape(input, weights));
            MatrixStack.Emit(context, input, weights, stack, OnnxComputation.Fused);
            context.Define(node.Output(), stack);
            return;
        }

        Quantized(context, node, input, weights, isTransposed: false, bias: null, scaleSlot: 6);
    }

    /// <summary>a, scale, zero point, b, scale, zero point, bias, y scale, y zero point; without y scale the output is real.</summary>
    public static void QGemm(LiftingContext context, OnnxNode node)
    {
        LiftingContext.Require(node.Int("transA", 0) == 0, "the left matrix is transposed");
        var isTransposed = node.Int("transB", 0) != 0;
        var input = Scaled(context, node, context.Operand(node, 0, 1, 2));
        var weights = WeightReader.Checked(context.Operand(node, 3, 4, 5, axis: isTransposed ? 0 : 1), channelAxis: isTransposed ? 0 : 1);
        var bias = WeightReader.Bias(context, node, 6, WeightReader.Products(input, weights), weights.Shape[isTransposed ? 0 : 1]);
        Quantized(context, node, input, weights, isTransposed, bias, scaleSlot: 7);
    }

    /// <summary>A product of real numbers stays one.</summary>
    private static void Real(LiftingContext context, OnnxNode node, bool isTransposed, int biasSlot)
    {
        var input = context.Input(node, 0);
        var weights = WeightReader.Real(context, node, 1);
        LiftingContext.Require(input.Type == ElementType.Float32 && weights.Shape.Rank == 2 && node.Int("transA", 0) == 0 && node.Float("alpha", 1) == 1 && node.Float("beta", 1) == 1, "a product of real matrices in a form that is not mapped");
        var matrix = isTransposed ? weights : weights.Transposed([1, 0]);
        LiftingContext.Require(input.Shape.Rank > 0 && input.Shape[^1] == matrix.Shape[1] && matrix.Shape[1] > 0, $"matrices {input.Shape} and {weights.Shape} do not fit each other");
        var left = context.Builder.Plain(input);
        var constant = context.Builder.AddConstant(node.Inputs[1], matrix);
        ImmutableArray<int> inputs = node.HasInput(biasSlot) ? [left, constant, context.Builder.AddConstant(node.Inputs[biasSlot], WeightReader.Real(context, node, biasSlot))] : [left, constant];
        var real = new Value { Name = node.Output(), Type = ElementType.Float32, Shape = new TensorShape([.. input.Shape.Dimensions.AsSpan()[..^1], matrix.Shape[0]]) };
        var computation = context.Input(node, 1).Integers is null ? OnnxComputation.UnfusedPacked : isTransposed ? OnnxComputation.Unfused : OnnxComputation.UnfusedByInput;
        context.Builder.Emit(Operator(ActivationFunctionType.None, inputs, context.Builder.NewPlain(real)), computation);
        context.Define(node.Output(), real);
    }

    /// <summary>alpha times the left matrix: the same integers at another scale.</summary>
    private static Value Scaled(LiftingContext context, OnnxNode node, Value input)
    {
        var alpha = node.Float("alpha", 1);
        if (alpha == 1)
        {
            return input;
        }

        LiftingContext.Require(alpha > 0 && float.IsFinite(alpha) && input.Parameters is { IsPerTensor: true } && float.IsFinite(alpha * input.Parameters.Scale), "alpha is not a positive number");
        return context.Meaning(input, new QuantizationParameters(alpha * input.Parameters.Scale, input.Parameters.ZeroPoint));
    }

    private static void Quantized(LiftingContext context, OnnxNode node, Value input, Value weights, bool isTransposed, int? bias, int scaleSlot)
    {
        var shape = OutputShape(input, weights, isTransposed);
        var inputs = Inputs(context, input, weights, isTransposed, bias);
        if (!node.HasInput(scaleSlot))
        {
            var real = new Value { Name = node.Output(), Type = ElementType.Float32, Shape = shape };
            context.Builder.Emit(Operator(ActivationFunctionType.None, inputs, context.Builder.NewPlain(real)));
            context.Define(node.Output(), real);
            return;
        }

        var output = context.Result(node, scaleSlot, scaleSlot + 1, shape);
        context.Builder.Emit(Operator(ConvolutionLifter.Saturation(output), inputs, context.Builder.NewPlain(output)));
        context.Define(node.Output(), output);
    }

    private static void Linear(LiftingContext context, OnnxNode node, Value input, Value weights, bool isTransposed, int biasSlot, bool isGemm)
    {
        var shape = OutputShape(input, weights, isTransposed);
        var scales = WeightReader.Products(input, weights);
        var bias = isGemm ? WeightReader.Bias(context, node, biasSlot, scales, weights.Shape[isTransposed ? 0 : 1], out _) : null;
        var group = context.GroupOf(node, shape);
        LiftingContext.Require(group?.Output.Parameters is null or { IsPerTensor: true }, "channels of an activation have scales of their own");
        var computation = Computation(context, node, input, weights, group, isGemm);
        var isReal = computation == OnnxComputation.Unfused;
        computation = isReal && !isTransposed ? OnnxComputation.UnfusedByInput : computation;
        if (!isReal)
        {
            WeightReader.TakeProductScale(context, bias, scales);
        }

        var inputs = Inputs(context, input, weights, isTransposed, bias, keepsOrder: isReal);
        if (group is null)
        {
            var real = new Value { Name = node.Output(), Type = ElementType.Float32, Shape = shape };
            context.Builder.Emit(Operator(ActivationFunctionType.None, inputs, context.Builder.NewPlain(real)), computation);
            context.Define(node.Output(), real);
            return;
        }

        context.EmitActivated(group, isImage: false, computation, (activation, output) => Operator(activation, inputs, output));
        context.Close(group);
    }

    /// <summary>
    /// Whether ONNX Runtime has a quantized operator for the product. QGemm and MatMulIntegerToFloat leave out the last step where the result stays real; sums of int8 in MatMul are
    /// real from the start. QGemm wants a zero point on both sides, of the weights one for each scale, and takes a bias as it is.
    /// Source: MatMulNodeGroupSelector and GemmNodeGroupSelector in <c>qdq_selectors.cc</c>.
    /// </summary>
    private static OnnxComputation Computation(LiftingContext context, OnnxNode node, Value input, Value weights, Group? group, bool isGemm)
    {
        var isSmall = context.Input(node, 1).Integers?.Type.BitWidth() < 8;
        if (isSmall || group is { CoversLimits: false } || (group is null && IsActivated(context, node)))
        {
            return OnnxComputation.Unfused;
        }

        if (!isGemm)
        {
            return Int8Rule.OfProduct(context, input, group?.Output ?? input);
        }

        var isQGemm = HasZeroPoints(context, node) && (node.Float("alpha", 1) == 1 || !node.HasInput(2)) && !(input.Type == ElementType.Int8 && weights.Type != ElementType.Int8);
        return isQGemm ? Int8Rule.OfSameTypes(context, input, group?.Output ?? input) : OnnxComputation.Unfused;
    }

    /// <summary>Whether Relu or Clip alone read the product: then it is no group, whatever comes behind.</summary>
    private static bool IsActivated(LiftingContext context, OnnxNode node) =>
        context.Graph.OnlyConsumerOf(node.Output()) is { Type: "Relu" or "Clip", Domain: "" } activation && context.Graph.OnlyConsumerOf(activation.Output()) is not null;

    private static bool HasZeroPoints(LiftingContext context, OnnxNode node)
    {
        // Where nothing is dequantized, ONNX Runtime quantizes the weights itself.
        int? RankOf(OnnxNode dequantize, int slot) => dequantize.HasInput(slot) ? context.Constants.Find(dequantize.Inputs[slot])?.Shape.Rank : null;
        var left = context.Graph.ProducerOf(node.Input(0));
        var right = context.Graph.ProducerOf(node.Input(1));
        return (left is not { Type: "DequantizeLinear" } || left.HasInput(2)) && (right is not { Type: "DequantizeLinear" } || (right.HasInput(2) && RankOf(right, 1) == RankOf(right, 2)));
    }

    private static FullyConnected Operator(ActivationFunctionType activation, ImmutableArray<int> inputs, int output) =>
        new() { Inputs = inputs, Outputs = [output], FusedActivationFunction = activation, KeepNumDims = true };

    private static TensorShape OutputShape(Value input, Value weights, bool isTransposed)
    {
        LiftingContext.Require(weights.Shape.Rank == 2, $"the right matrix has {weights.Shape.Rank} axes; two are mapped");
        LiftingContext.Require(input.Shape.Rank >= 1 && input.Parameters is { IsPerTensor: true }, "channels of an activation have scales of their own, or the left side is no matrix");
        var (depth, units) = isTransposed ? (weights.Shape[1], weights.Shape[0]) : (weights.Shape[0], weights.Shape[1]);
        LiftingContext.Require(depth > 0 && input.Shape[^1] == depth, $"matrices {input.Shape} and {weights.Shape} do not fit each other");
        return new TensorShape([.. input.Shape.Dimensions.AsSpan()[..^1], units]);
    }

    /// <summary>
    /// Where the input is a flattened image whose own order nobody asked for, the weights' columns are put into the order of ours: no value moves. Where sums of real numbers
    /// keep the model's order, the image is turned instead.
    /// </summary>
    private static ImmutableArray<int> Inputs(LiftingContext context, Value input, Value weights, bool isTransposed, int? bias, bool keepsOrder = false)
    {
        var matrix = isTransposed ? weights.Constant! : weights.Constant!.Transposed([1, 0]);
        var site = new ConstantSite(weights.Shape, isTransposed ? null : [1, 0]);
        int tensor;
        if (!keepsOrder && input is { Plain: null, FlattenedFrom: { Image: { } image, Plain: null } source })
        {
            var shape = GraphBuilder.ImageShape(source.Shape);
            matrix = matrix.Reshaped(new TensorShape(matrix.Shape[0], shape[3], shape[1], shape[2])).Transposed([0, 2, 3, 1]).Reshaped(matrix.Shape);
            site = new ConstantSite(weights.Shape, isTransposed ? [0, 3, 1, 2] : [3, 1, 2, 0], new TensorShape(matrix.Shape[0], shape[1], shape[2], shape[3]));
            var flat = new Value { Name = input.Name, Type = input.Type, Shape = input.Shape, Parameters = input.Parameters };
            tensor = context.Builder.NewPlain(flat);
            context.Builder.Emit(new Reshape { Inputs = [image], Outputs = [tensor] });
        }
        else
        {
            tensor = context.Builder.Plain(input);
        }

        var parameters = weights.Parameters!;
        var constant = context.Builder.AddConstant(weights.Name, matrix, parameters.IsPerTensor ? parameters : new QuantizationParameters(parameters.Scales, parameters.ZeroPoints, 0), site);
        return bias is { } given ? [tensor, constant, given] : [tensor, constant];
    }
}
