using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

/// <summary><c>quantized_bias_type</c> repeats the type of the bias tensor and is kept in step by <see cref="BiasType"/>.</summary>
internal sealed class Conv2DMapping() : OperatorMapping<Conv2D>("CONV_2D", "Conv2DOptions")
{
    protected override Conv2D Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Padding = options.Padding(),
        StrideW = options.Int32("stride_w"),
        StrideH = options.Int32("stride_h"),
        DilationWFactor = options.Int32("dilation_w_factor"),
        DilationHFactor = options.Int32("dilation_h_factor"),
        FusedActivationFunction = options.Activation(),
    };

    protected override void Write(OptionsEditor options, Conv2D step)
    {
        options.Set("padding", step.Padding);
        options.Set("stride_w", step.StrideW);
        options.Set("stride_h", step.StrideH);
        options.Set("dilation_w_factor", step.DilationWFactor);
        options.Set("dilation_h_factor", step.DilationHFactor);
        options.Set("fused_activation_function", step.FusedActivationFunction);
    }
}
