//! The documented error codes of the Backpack Fintech Platform API.

use bindery_runtime as rt;

rt::error_codes! {
    /// The errors that the documents list. Others survive as `Unknown`.
    pub enum ErrorCode: i64 {
        /// General error (guide, lines 44 to 46).
        General = "general", 1, Internal, "General error";
        /// Email already exists (guide, lines 48 to 50).
        EmailExists = "email-exists", 10, Conflict, "Email already exists";
        /// Missing parameters (guide, lines 52 to 54).
        MissingParameters = "missing-parameters", 11, Validation, "Missing parameters";
        /// Could not log in. Please verify that you're using the correct email and password (guide, lines 56
        /// to 58; notes, line 94).
        LoginFailed = "login-failed", 20, Authentication, "Could not log in. Please verify that you're using the correct email and password.";
        /// Email not found (guide, lines 60 to 62; notes, line 94).
        EmailNotFound = "email-not-found", 21, Authentication, "Email not found";
        /// Login required (guide, lines 64 to 66).
        LoginRequired = "login-required", 30, Authentication, "Login required";
        /// Info required. Not in use (guide, lines 68 to 70).
        InfoRequired = "info-required", 31, Validation, "Info required";
        /// Confirmation Error (incorrect token / user is not confirmed) (guide, lines 72 to 74; notes, line
        /// 39).
        ConfirmationFailed = "confirmation-failed", 40, Refused, "Confirmation Error (incorrect token / user is not confirmed)";
        /// User is blocked (guide, lines 76 to 78).
        UserBlocked = "user-blocked", 100, Refused, "User is blocked";
        /// User is frozen (guide, lines 80 to 82).
        UserFrozen = "user-frozen", 101, Refused, "User is frozen";
        /// Banned country. Not in use (guide, lines 84 to 86; notes, line 40).
        BannedCountry = "banned-country", 102, Refused, "Banned country";
        /// Not enough funds to perform withdrawal (guide, lines 88 to 90).
        NotEnoughFunds = "not-enough-funds", 103, Funds, "Not enough funds to perform withdrawal";
        /// Invalid facebook user (guide, lines 92 to 94).
        InvalidFacebookUser = "invalid-facebook-user", 104, Authentication, "Invalid facebook user";
        /// Invalid site ID (guide, lines 96 to 98).
        InvalidSite = "invalid-site", 105, Validation, "Invalid site ID";
        /// Incorrect payout (guide, lines 100 to 102).
        IncorrectPayout = "incorrect-payout", 200, Validation, "Incorrect payout";
        /// Incorrect stake - Invalid investment amount. Amount should be between \[min\] and \[max\] (guide,
        /// lines 104 to 106).
        IncorrectStake = "incorrect-stake", 201, Validation, "Incorrect stake - Invalid investment amount. Amount should be between [min] and [max].";
        /// User stake is too high - You have exceeded your investment limit for this option (guide, lines 108
        /// to 110).
        StakeTooHigh = "stake-too-high", 203, Limit, "User stake is too high - You have exceeded your investment limit for this option";
        /// Feed problems - Trade could not be accepted. Please refresh the page and try again (guide, lines
        /// 112 to 114).
        FeedProblems = "feed-problems", 206, Unavailable, "Feed problems - Trade could not be accepted. Please refresh the page and try again.";
        /// Bonus - technical error. New (guide, lines 115 to 119).
        BonusTechnicalError = "bonus-technical-error", 340, Internal, "Bonus - technical error";
        /// Bonus - Invalid parameters. New (guide, lines 121 to 123).
        BonusInvalidParameters = "bonus-invalid-parameters", 341, Validation, "Bonus - Invalid parameters";
        /// Bonus - Max deposit. New (guide, lines 125 to 127).
        BonusMaxDeposit = "bonus-max-deposit", 342, Limit, "Bonus - Max deposit";
        /// Bonus - Invalid factor. New (guide, lines 129 to 131).
        BonusInvalidFactor = "bonus-invalid-factor", 343, Validation, "Bonus - Invalid factor";
        /// Bonus - Volume traded technical error. New (guide, lines 133 to 135).
        BonusVolumeTechnicalError = "bonus-volume-technical-error", 344, Internal, "Bonus - Volume traded technical error";
        /// Bonus - Volume inactive. New (guide, lines 137 to 139).
        BonusVolumeInactive = "bonus-volume-inactive", 345, Conflict, "Bonus - Volume inactive";
        /// Bonus - Volume not found. New (guide, lines 141 to 143).
        BonusVolumeNotFound = "bonus-volume-not-found", 346, NotFound, "Bonus - Volume not found";
        /// Withdrawal - technical error. New (guide, lines 145 to 147; notes, line 38).
        WithdrawalTechnicalError = "withdrawal-technical-error", 380, Internal, "Withdrawal - technical error";
        /// Withdrawal - empty. New (guide, lines 149 to 151).
        WithdrawalEmpty = "withdrawal-empty", 381, Other, "Withdrawal - empty";
        /// Withdrawal - reserved. New (guide, lines 153 to 155).
        WithdrawalReserved = "withdrawal-reserved", 382, Conflict, "Withdrawal - reserved";
        /// Withdrawal - locked. New (guide, lines 157 to 159).
        WithdrawalLocked = "withdrawal-locked", 383, Conflict, "Withdrawal - locked";
        /// Withdrawal - not found. New (guide, lines 161 to 163).
        WithdrawalNotFound = "withdrawal-not-found", 384, NotFound, "Withdrawal - not found";
        /// Withdrawal - Reject by active bonus. New (guide, line 164; notes, line 43).
        WithdrawalActiveBonus = "withdrawal-active-bonus", 385, Refused, "Withdrawal - Reject by active bonus";
        /// Validate register user request failed (guide, line 165; notes, line 41).
        RegistrationRefused = "registration-refused", _, Validation, "Validate register user request failed";
        /// Bonus not found (guide, line 1502; notes, line 37).
        BonusNotFound = "bonus-not-found", 0, NotFound, "Bonus not found";
    }
    texts {
        "Blocked country" => BannedCountry,
    }
}
