using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>Where a linear operator's operands stand, and which of TFLite's rules it follows.</summary>
internal sealed record LinearOperands
{
    public required int Channels { get; init; }

    public required ActivationFunctionType FusedActivationFunction { get; init; }

    /// <summary>
    /// Whether the real multiplier takes the product of the scales in float32 (uint8 convolutions and per-tensor FULLY_CONNECTED) or
    /// in double (all others). The two differ in the last bit of a multiplier now and then. Source: TFLite <c>kernels/kernel_util.cc</c>.
    /// </summary>
    public required bool FloatProduct { get; init; }

    public int Input { get; init; }

    public int Weights { get; init; } = 1;

    public int Bias { get; init; } = 2;

    /// <summary>Whether the weights have their output channel innermost.</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Whether <see cref="Core.Numerics.Arithmetic.FullyConnected"/> decides.</summary>
    public bool FollowsFullyConnectedRule { get; init; }

    /// <summary>Whether an int32 bias makes int16 activations accumulate in 32 bits; DEPTHWISE_CONV_2D and TRANSPOSE_CONV always take 64.</summary>
    public bool AllowsNarrowInt16 { get; init; } = true;

    /// <summary>Of a convolution or FULLY_CONNECTED whose shapes were checked.</summary>
    public static LinearOperands Of(KernelContext context) => context.Operator switch
    {
        Conv2D conv => Of(conv, context, context.Output().Shape[^1]),
        DepthwiseConv2D conv => Of(conv, context, context.Output().Shape[^1]),
        FullyConnected step => Of(step, context, context.Input(1).Shape[0]),
        var other => throw new ArgumentException($"{other.Name} is none of these.", nameof(context)),
    };

    public static LinearOperands Of(Conv2D conv, KernelContext context, int channels) => new()
    {
        Channels = channels,
        FusedActivationFunction = conv.FusedActivationFunction,
        FloatProduct = context.Input(1).Type == ElementType.UInt8,
    };

    public static LinearOperands Of(DepthwiseConv2D conv, KernelContext context, int channels) => new()
    {
        Channels = channels,
        FusedActivationFunction = conv.FusedActivationFunction,
        FloatProduct = context.Input(1).Type == ElementType.UInt8,
        ChannelsLast = true,
        AllowsNarrowInt16 = false,
    };

    public static LinearOperands Of(FullyConnected step, KernelContext context, int channels) => new()
    {
        Channels = channels,
        FusedActivationFunction = step.FusedActivationFunction,
        FloatProduct = context.Input(1).Type != ElementType.Float32 && context.Quantization(context.Input(1)).IsPerTensor,
        FollowsFullyConnectedRule = true,
    };

    public static LinearOperands Of(TransposeConv step, KernelContext context, int channels) => new()
    {
        Channels = channels,
        FusedActivationFunction = step.FusedActivationFunction,
        FloatProduct = context.Input(1).Type == ElementType.UInt8,
        Input = 2,
        Bias = 3,
        AllowsNarrowInt16 = false,
    };

    /// <summary>There is no bias. One scale for each column is FULLY_CONNECTED's case.</summary>
    public static LinearOperands Of(BatchMatMul step, KernelContext context, int columns) => new()
    {
        Channels = columns,
        FusedActivationFunction = ActivationFunctionType.None,
        FloatProduct = context.Quantization(context.Input(1)).IsPerTensor,
        FollowsFullyConnectedRule = !context.Quantization(context.Input(1)).IsPerTensor,
        Bias = step.Inputs.Length,
    };

    /// <summary>
    /// int16 activations accumulate in 64 bits, except under an int32 bias. TFLite honours that bias only when the operator's
    /// <c>quantized_bias_type</c> says so and reads it as int64 otherwise; tflite-micro goes by the tensor's type, as here.
    /// </summary>
    public bool IsWide(KernelContext context) =>
        context.Input(Input).Type == ElementType.Int16
        && !(AllowsNarrowInt16 && context.HasInput(Bias) && context.Input(Bias).Type == ElementType.Int32);
}
