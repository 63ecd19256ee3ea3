using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class ArgMaxMapping() : OperatorMapping<ArgMax>("ARG_MAX", "ArgMaxOptions")
{
    protected override ArgMax Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        OutputType = options.Type("output_type"),
    };

    protected override void Write(OptionsEditor options, ArgMax step) => options.Set("output_type", step.OutputType);
}
