using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

/// <summary><c>quantized_bias_type</c> repeats the type of the bias tensor and stays in the file.</summary>
internal sealed class TransposeConvMapping() : OperatorMapping<TransposeConv>("TRANSPOSE_CONV", "TransposeConvOptions")
{
    protected override TransposeConv Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Padding = options.Padding(),
        StrideW = options.Int32("stride_w"),
        StrideH = options.Int32("stride_h"),
        FusedActivationFunction = options.Activation(),
    };

    protected override void Write(OptionsEditor options, TransposeConv step)
    {
        options.Set("padding", step.Padding);
        options.Set("stride_w", step.StrideW);
        options.Set("stride_h", step.StrideH);
        options.Set("fused_activation_function", step.FusedActivationFunction);
    }
}
