using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class ArgMinMapping() : OperatorMapping<ArgMin>("ARG_MIN", "ArgMinOptions")
{
    protected override ArgMin Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        OutputType = options.Type("output_type"),
    };

    protected override void Write(OptionsEditor options, ArgMin step) => options.Set("output_type", step.OutputType);
}
