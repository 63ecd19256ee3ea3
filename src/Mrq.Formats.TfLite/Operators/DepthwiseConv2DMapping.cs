using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class DepthwiseConv2DMapping() : OperatorMapping<DepthwiseConv2D>("DEPTHWISE_CONV_2D", "DepthwiseConv2DOptions")
{
    protected override DepthwiseConv2D Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Padding = options.Padding(),
        StrideW = options.Int32("stride_w"),
        StrideH = options.Int32("stride_h"),
        DilationWFactor = options.Int32("dilation_w_factor"),
        DilationHFactor = options.Int32("dilation_h_factor"),
        FusedActivationFunction = options.Activation(),
        DepthMultiplier = options.Int32("depth_multiplier"),
    };

    protected override void Write(OptionsEditor options, DepthwiseConv2D step)
    {
        options.Set("padding", step.Padding);
        options.Set("stride_w", step.StrideW);
        options.Set("stride_h", step.StrideH);
        options.Set("dilation_w_factor", step.DilationWFactor);
        options.Set("dilation_h_factor", step.DilationHFactor);
        options.Set("fused_activation_function", step.FusedActivationFunction);
        options.Set("depth_multiplier", step.DepthMultiplier);
    }
}
