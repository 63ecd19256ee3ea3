using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class MaxPool2DMapping() : OperatorMapping<MaxPool2D>("MAX_POOL_2D", "Pool2DOptions")
{
    protected override MaxPool2D Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Padding = options.Padding(),
        StrideW = options.Int32("stride_w"),
        StrideH = options.Int32("stride_h"),
        FilterWidth = options.Int32("filter_width"),
        FilterHeight = options.Int32("filter_height"),
        FusedActivationFunction = options.Activation(),
    };

    protected override void Write(OptionsEditor options, MaxPool2D step)
    {
        options.Set("padding", step.Padding);
        options.Set("stride_w", step.StrideW);
        options.Set("stride_h", step.StrideH);
        options.Set("filter_width", step.FilterWidth);
        options.Set("filter_height", step.FilterHeight);
        options.Set("fused_activation_function", step.FusedActivationFunction);
    }
}
