using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

/// <summary><c>asymmetric_quantize_inputs</c> speaks of float inputs only and stays in the file.</summary>
internal sealed class SvdfMapping() : OperatorMapping<Svdf>("SVDF", "SVDFOptions")
{
    protected override Svdf Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Rank = options.Int32("rank"),
        FusedActivationFunction = options.Activation(),
    };

    protected override void Write(OptionsEditor options, Svdf step)
    {
        options.Set("rank", step.Rank);
        options.Set("fused_activation_function", step.FusedActivationFunction);
    }
}
