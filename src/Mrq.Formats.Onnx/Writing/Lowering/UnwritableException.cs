namespace Mrq.Formats.Onnx;

/// <summary>An operator that the file has no form for; all of them are told in one error.</summary>
internal sealed class UnwritableException(string reason) : Exception(reason)
{
    public string Reason => Message;
}
