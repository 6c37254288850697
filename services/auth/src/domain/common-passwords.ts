/** Passwords of ten characters and more that people choose most often, without blanks, dots and hyphens, in small letters. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
  1234567890 0123456789 9876543210 0987654321 12345678910 123456789a a123456789 1234567891 123123123123 1122334455
  1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qazwsxedcrfv qwertyuiop qwertyuiop123 qwerty12345 qwerty123456 qwertz12345
  asdfghjkl1 asdfghjkl123 zaq12wsxcde3 abcdefghij abcdefghijk abcdef123456 abcd123456 abc1234567 aaaa111122
  password123 password1234 password12345 password123456 passw0rd123 p@ssw0rd123 p@ssword123 mypassword mypassword1
  mypassword123 yourpassword newpassword newpassword1 thepassword passwordpassword password2024 password2025 password2026
  welcome123 welcome1234 welcome12345 welcome2024 welcome2025 welcome2026 letmein123 letmein1234 letmein12345
  iloveyou123 iloveyou12 iloveyou1234 iloveyouso iloveyoumore iloveyouforever sunshine123 princess123 football123
  baseball123 superman123 batman12345 monkey12345 dragon12345 master12345 shadow12345 michael123 jennifer123
  charlie123 trustno1234 changeme123 changemenow changeme1234 secret12345 secretsecret supersecret topsecret123
  administrator admin123456 admin12345 administrator1 rootpassword testtest123 testing123 testing1234 test123456
  qwertyqwerty computer123 internet123 whatever123 starwars123 pokemon123 minecraft123 liverpool123 chelsea123
  summer2024! summer2025! winter2025! correcthorsebatterystaple hello123456 hellohello123 helloworld helloworld1
  helloworld123 goodmorning everything unbelievable basketball basketball1 motherfucker
  `
    .trim()
    .split(/\s+/),
);
