using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>
/// Convolutions and matrix products. <c>quantized_bias_type</c> repeats the type of the bias tensor: <see cref="BiasType"/> keeps it in step.
/// </summary>
internal static class ConvolutionMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new OperatorMapping<Conv2D>(new() { Inputs = [], Outputs = [] }, "Conv2DOptions")
        {
            Attributes =
            [
                .. SharedAttributes.OfWindows,
                Int32<Conv2D>("dilation_w_factor", step => step.DilationWFactor, (step, value) => step with { DilationWFactor = value }),
                Int32<Conv2D>("dilation_h_factor", step => step.DilationHFactor, (step, value) => step with { DilationHFactor = value }),
            ],
        },
        new OperatorMapping<DepthwiseConv2D>(new() { Inputs = [], Outputs = [] }, "DepthwiseConv2DOptions")
        {
            Attributes =
            [
                .. SharedAttributes.OfWindows,
                Int32<DepthwiseConv2D>("dilation_w_factor", step => step.DilationWFactor, (step, value) => step with { DilationWFactor = value }),
                Int32<DepthwiseConv2D>("dilation_h_factor", step => step.DilationHFactor, (step, value) => step with { DilationHFactor = value }),
                Int32<DepthwiseConv2D>("depth_multiplier", step => step.DepthMultiplier, (step, value) => step with { DepthMultiplier = value }),
            ],
        },

        // Weights in another format than the default leave the operator opaque. asymmetric_quantize_inputs speaks of float inputs only and stays in the file.
        new OperatorMapping<FullyConnected>(new() { Inputs = [], Outputs = [] }, "FullyConnectedOptions")
        {
            Attributes =
            [
                Expected("weights_format", 0),
                SharedAttributes.FusedActivation,
                Bool<FullyConnected>("keep_num_dims", step => step.KeepNumDims, (step, value) => step with { KeepNumDims = value }),
            ],
        },
        new OperatorMapping<TransposeConv>(new() { Inputs = [], Outputs = [] }, "TransposeConvOptions")
        {
            Attributes = [.. SharedAttributes.OfWindows],
        },

        // asymmetric_quantize_inputs speaks of float inputs only, here too.
        new OperatorMapping<BatchMatMul>(new() { Inputs = [], Outputs = [] }, "BatchMatMulOptions")
        {
            Attributes =
            [
                Bool<BatchMatMul>("adj_x", step => step.AdjX, (step, value) => step with { AdjX = value }),
                Bool<BatchMatMul>("adj_y", step => step.AdjY, (step, value) => step with { AdjY = value }),
            ],
        },
    ];
}
