using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>
/// Weights in another format than the default leave the operator opaque. <c>asymmetric_quantize_inputs</c> speaks of float
/// inputs only and stays in the file; <c>quantized_bias_type</c> is kept in step by <see cref="BiasType"/>.
/// </summary>
internal sealed class FullyConnectedMapping() : OperatorMapping<FullyConnected>("FULLY_CONNECTED", "FullyConnectedOptions")
{
    protected override FullyConnected Read(OptionsReader options, OpaqueOperator shell)
    {
        options.Expect("weights_format", 0);
        return new FullyConnected
        {
            Inputs = shell.Inputs,
            Outputs = shell.Outputs,
            FusedActivationFunction = options.Activation(),
            KeepNumDims = options.Bool("keep_num_dims"),
        };
    }

    protected override void Write(OptionsEditor options, FullyConnected step)
    {
        options.Set("fused_activation_function", step.FusedActivationFunction);
        options.Set("keep_num_dims", step.KeepNumDims);
    }
}
