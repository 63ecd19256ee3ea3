using System.CommandLine;
using Mrq.Core.Diagnostics;

namespace Mrq.Tool;

/// <summary>Runs a command's body and turns failures into one line on standard error and an exit code.</summary>
internal static class CommandRunner
{
    public static void SetAction(Command command, Action<ParseResult, CancellationToken> body) => SetAction(command, (parsed, cancellation) =>
    {
        body(parsed, cancellation);
        return ExitCodes.Success;
    });

    /// <summary>The same for a body that answers by an exit code of its own.</summary>
    public static void SetAction(Command command, Func<ParseResult, CancellationToken, int> body) => command.SetAction(parsed =>
    {
        using var termination = new Termination();
        return Run(() => body(parsed, termination.Token), termination);
    });

    /// <summary>Warnings go where errors go, in the same form.</summary>
    public static void Print(string file, IReadOnlyList<(MrqCode Code, string Message)> warnings)
    {
        foreach (var (code, message) in warnings)
        {
            Terminal.WriteError($"{file} : warning {code}: {SafeText.Message(message)}");
        }
    }

    /// <summary>A failure in one line, and the exit code that says so.</summary>
    public static int Report(MrqException error)
    {
        var file = error.Place.File is { } path ? $"{path} : " : "";
        Terminal.WriteError($"{file}error {error.Code}: {error.MessageWithPlace}");
        return MrqCodes.IsFailedGate(error.Code) ? ExitCodes.FailedGate : ExitCodes.BadInput;
    }

    private static int Run(Func<int> body, Termination termination)
    {
        try
        {
            return body();
        }
        catch (Exception error) when (termination.Signal is not null && IsCancelled(error))
        {
            var (name, exitCode) = termination.Signal.Value;
            Terminal.WriteError($"mrq: ended by {name} before it was done.");
            return exitCode;
        }
        catch (Exception error) when (MrqException.In(error) is { } known)
        {
            return Report(known);
        }
#pragma warning disable CA1031 // The one place where everything ends: a user never sees a stack trace.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Terminal.WriteError($"error {MrqCodes.Internal}: {error.GetType().Name}: {error.Message} Please report it with the model and the command.");
            return ExitCodes.BadInput;
        }
    }

    private static bool IsCancelled(Exception error) =>
        error is OperationCanceledException || (error is AggregateException several && several.Flatten().InnerExceptions.Any(inner => inner is OperationCanceledException));
}
