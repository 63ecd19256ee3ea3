using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class VarHandleMapping() : OperatorMapping<VarHandle>("VAR_HANDLE", "VarHandleOptions")
{
    protected override VarHandle Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Container = options.Text("container"),
        SharedName = options.Text("shared_name"),
    };

    protected override void Write(OptionsEditor options, VarHandle step)
    {
        options.Set("container", step.Container);
        options.Set("shared_name", step.SharedName);
    }
}
