using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class UnpackMapping() : OperatorMapping<Unpack>("UNPACK", "UnpackOptions")
{
    protected override Unpack Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Num = options.Int32("num"),
        Axis = options.Int32("axis"),
    };

    protected override void Write(OptionsEditor options, Unpack step)
    {
        options.Set("num", step.Num);
        options.Set("axis", step.Axis);
    }
}
